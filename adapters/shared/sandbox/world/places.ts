/**
 * Real divisions with the authorities that stand in them. Codes of registering authorities are the
 * divisions themselves; organs of other departments get made-up credit codes (body `XG…`, 虚构),
 * because none of theirs may be tied to an invented decision.
 */
import { authorityOf, type Authority } from '../../../../schemas/model/authority.ts'
import { allDivisions, type Division } from '../../../../schemas/model/division.ts'
import { PROVINCES, PROVINCE_FACTS, type Province } from '../../../../schemas/model/province.ts'
import { makeUscc } from '../../../../schemas/model/uscc.ts'

/** A county, city or province: `name` with all levels above it, e.g. 合肥市蜀山区. */
export interface Place2260 {
  readonly division: string
  readonly name: string
  /** City without 市, as it stands in names: 合肥; 上海 in Shanghai. */
  readonly city: string
  readonly province: Province
}

export type Department = keyof typeof DEPARTMENTS
const DEPARTMENTS = {
  TAX: ['00000001', '税务局'],
  ECOLOGY: ['00000002', '生态环境局'],
  EMERGENCY: ['00000003', '应急管理局'],
  HEALTH: ['00000004', '卫生健康委员会'],
  FIRE: ['00000005', '消防救援机构'],
  COURT: ['00000006', '人民法院'],
} as const

const IN_FORCE = allDivisions().filter((row) => row.validTo === undefined)

/** Counties in force today. */
export const COUNTIES: Readonly<Record<Province, readonly Place2260[]>> = byProvince('COUNTY')
/** Cities (prefectures); in Shanghai the municipality itself. */
export const CITIES: Readonly<Record<Province, readonly Place2260[]>> = byProvince('CITY')
/** The four provinces themselves. */
export const WHOLE: Readonly<Record<Province, Place2260>> = {
  SHANGHAI: whole('SHANGHAI', '上海市'),
  JIANGSU: whole('JIANGSU', '江苏省'),
  ZHEJIANG: whole('ZHEJIANG', '浙江省'),
  ANHUI: whole('ANHUI', '安徽省'),
}

const BY_DIVISION = new Map<string, Place2260>(
  PROVINCES.flatMap((province) => [
    WHOLE[province],
    ...CITIES[province],
    ...COUNTIES[province],
  ]).map((place) => [place.division, place]),
)

/** @throws {Error} a division that is not in force: a mistake in this folder. */
export function placeAt(division: string): Place2260 {
  const place = BY_DIVISION.get(division)
  if (place === undefined) throw new Error(`no division ${division} in force`)
  return place
}

const markets = new Map<string, Authority>()
const organs = new Map<string, Authority>()

/** 市场监督管理局 of a place. */
export function marketAuthorityAt(place: Place2260): Authority {
  const known = markets.get(place.division)
  if (known !== undefined) return known
  const authority = authorityOf(place.division, `${place.name}市场监督管理局`)
  markets.set(place.division, authority)
  return authority
}

/** An organ of another department in a place. */
export function organAt(place: Place2260, department: Department): Authority {
  const key = place.division + department
  const known = organs.get(key)
  if (known !== undefined) return known
  const [number, title] = DEPARTMENTS[department]
  const code = makeUscc(`11${place.division}`, `XG${number.slice(2)}`)
  const authority = authorityOf(code, place.name + title)
  organs.set(key, authority)
  return authority
}

function byProvince(level: 'COUNTY' | 'CITY'): Readonly<Record<Province, readonly Place2260[]>> {
  const of = (province: Province) =>
    IN_FORCE.filter((row) => row.level === level && row.name !== '市辖区')
      .filter((row) => row.code.startsWith(PROVINCE_FACTS[province].divisionPrefix))
      .map((row) => placeOfRow(row, province))
  return {
    SHANGHAI: level === 'CITY' ? [whole('SHANGHAI', '上海市')] : of('SHANGHAI'),
    JIANGSU: of('JIANGSU'),
    ZHEJIANG: of('ZHEJIANG'),
    ANHUI: of('ANHUI'),
  }
}

function placeOfRow(row: Division, province: Province): Place2260 {
  const city = province === 'SHANGHAI' ? '上海市' : cityNameOf(row.code)
  const name = row.level === 'CITY' ? city : city + row.name
  return { division: row.code, name, city: city.replace(/市$/, ''), province }
}

function cityNameOf(division: string): string {
  const code = `${division.slice(0, 4)}00`
  return IN_FORCE.find((each) => each.code === code)?.name ?? ''
}

function whole(province: Province, name: string): Place2260 {
  const division = `${PROVINCE_FACTS[province].divisionPrefix}0000`
  return { division, name, city: PROVINCE_FACTS[province].zh, province }
}
