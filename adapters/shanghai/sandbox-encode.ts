/** The model's record → the rows that the pretend registry sends. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Money } from '../../schemas/model/money.ts'
import type { Registration, RegistryRecord, Relocation } from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { CURRENCIES, ENTITY_TYPES, PRINCIPAL_ROLES, STATES, writtenOf } from './sandbox-codes.ts'

/** A field is absent where the record says nothing. */
export type WireRow = Record<string, unknown>

const OPEN_END = '9999-12-31'

/** Everything of an entity but its lists. */
export function encodeBase(record: RegistryRecord, pripid: string): WireRow {
  return {
    pripid,
    uniscid: record.uscc,
    regno: record.registrationNumber,
    entname: record.name,
    historyname: record.formerNames,
    headuniscid: record.headOffice?.uscc,
    headentname: record.headOffice?.name,
    ...(record.registration === null ? {} : encodeRegistration(record.registration)),
  }
}

function encodeRegistration(registration: Registration): WireRow {
  const type = writtenOf(ENTITY_TYPES, registration.entityType)
  const state = writtenOf(STATES, registration.state)
  const { principal } = registration
  return {
    enttype: type.code,
    enttype_cn: type.text,
    regstate: state.code,
    regstate_cn: state.text,
    lerep: principal?.name,
    lereptype: principal === null ? null : PRINCIPAL_ROLES[principal.role],
    ...encodeCapital(registration.capital),
    estdate: registration.establishedOn,
    apprdate: registration.approvedOn,
    opfrom: registration.termFrom,
    opto: encodeEnd(registration.termTo, registration.termOpenEnded),
    // Addresses were typed by hand for decades: this registry's carry trailing blanks.
    dom: registration.address === null ? null : `${registration.address} `,
    opscope: registration.scope,
    ...encodeIndustry(registration.industry),
    ...encodeAuthority(registration.authority, 'regorg', 'regorg_cn'),
    ...encodeRelocation(registration.movedOut, 'moveout'),
    ...encodeRelocation(registration.movedIn, 'movein'),
  }
}

function encodeCapital(capital: Money | null): WireRow {
  if (capital === null) return {}
  const [code, text] = CURRENCIES[capital.currency] ?? [capital.currency, null]
  return { regcap: wanYuan(capital), regcapcur: code, regcapcur_cn: text }
}

function encodeIndustry(industry: Registration['industry']): WireRow {
  if (industry === null) return {}
  const split = /^([A-T])(\d+)$/.exec(industry.code)
  return {
    industryphy: split?.[1],
    industryco: split?.[2] ?? industry.code,
    industryver: industry.edition === 'UNKNOWN' ? null : '2017',
  }
}

function encodeRelocation(move: Relocation | null, side: string): WireRow {
  if (move === null) return {}
  return {
    ...encodeAuthority(move.authority, `${side}org`, `${side}org_cn`),
    [`${side}date`]: move.on,
    [`${side}filedate`]: move.fileHandedOverOn,
  }
}

export function encodeAuthority(authority: Authority | null, code: string, name: string): WireRow {
  return authority === null ? {} : { [code]: authority.code, [name]: authority.name }
}

export function encodeEnd(day: CalendarDay | null, openEnded: boolean): string | null {
  return openEnded ? OPEN_END : day
}

/** Fen as 万元 with six decimals, as text: `219857.506700`. What was written inexactly stays so. */
export function wanYuan(money: Money): string {
  if (money.sourceText !== undefined) return money.sourceText
  const digits = money.fen.padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}
