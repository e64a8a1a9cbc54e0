/** The model's record as the registry's base and list rows. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Money } from '../../schemas/model/money.ts'
import type { Registration, RegistryRecord, Relocation } from '../../schemas/model/record.ts'
import { kindWrittenAs, STATUS, TITLE, unitOf, writtenAs } from './sandbox-codes.ts'
import type { BaseRow, ListRow, Triple } from './wire.ts'

export function encodeBase(record: RegistryRecord, triple: Triple, recordCount: number): BaseRow {
  return {
    ...triple,
    RECORD_COUNT: String(recordCount),
    CORP_NAME: answeredName(record.name),
    USED_NAMES: record.formerNames.map(answeredName),
    UNI_SCID: record.uscc ?? '',
    REG_NO: record.registrationNumber ?? '',
    ...encodeRegistration(record.registration),
    ...encodeHeadOffice(record.headOffice),
  }
}

export function encodeListRow(record: RegistryRecord): ListRow {
  return {
    CORP_NAME: storedName(record.name),
    UNI_SCID: record.uscc ?? '',
    REG_NO: record.registrationNumber ?? '',
  }
}

/** Brackets are full-width in the registry's tables … */
function storedName(name: string | null): string {
  return (name ?? '').replaceAll('(', '（').replaceAll(')', '）')
}

/** … and half-width in what the services about one entity answer. */
export function answeredName(name: string | null): string {
  return (name ?? '').replaceAll('（', '(').replaceAll('）', ')')
}

function encodeRegistration(registration: Registration | null): BaseRow {
  if (registration === null) return { REG_FLAG: '0' }
  const [ECON_KIND_CODE, ZJ_ECON_KIND] = kindWrittenAs(registration.entityType)
  const [CORP_STATUS_CODE, CORP_STATUS] = writtenAs(STATUS, registration.state)
  const { principal, capital, industry } = registration
  return {
    REG_FLAG: '1',
    ECON_KIND: ECON_KIND_CODE,
    ZJ_ECON_KIND,
    CORP_STATUS_CODE,
    CORP_STATUS,
    OPER_MAN_NAME: principal?.name ?? '',
    OPER_MAN_TITLE: principal === null ? '' : TITLE[principal.role],
    REG_CAPI: capital === null ? '' : capitalText(capital),
    START_DATE: registration.establishedOn ?? '',
    CHECK_DATE: registration.approvedOn ?? '',
    FARE_TERM_START: registration.termFrom ?? '',
    FARE_TERM_END: registration.termOpenEnded ? '长期' : (registration.termTo ?? ''),
    ADDR: registration.address ?? '',
    FARE_SCOPE: registration.scope ?? '',
    TRADE_CODE: industry?.code ?? '',
    TRADE_EDITION: industry?.edition === 'GB/T 4754-2017' ? '2017' : '',
    ...encodeAuthority(registration.authority, 'BELONG_ORG_CODE', 'BELONG_ORG'),
    ...encodeRelocation(registration.movedOut, 'OUT'),
    ...encodeRelocation(registration.movedIn, 'IN'),
  }
}

function encodeRelocation(relocation: Relocation | null, way: 'OUT' | 'IN'): BaseRow {
  if (relocation === null) return { [`MOVE_${way}_FLAG`]: '0' }
  return {
    [`MOVE_${way}_FLAG`]: '1',
    ...encodeAuthority(relocation.authority, `MOVE_${way}_ORG_CODE`, `MOVE_${way}_ORG`),
    [`MOVE_${way}_DATE`]: relocation.on ?? '',
    [`MOVE_${way}_FILE_DATE`]: relocation.fileHandedOverOn ?? '',
  }
}

function encodeHeadOffice(headOffice: RegistryRecord['headOffice']): BaseRow {
  if (headOffice === null) return { PARENT_FLAG: '0' }
  return {
    PARENT_FLAG: '1',
    PARENT_UNI_SCID: headOffice.uscc ?? '',
    PARENT_CORP_NAME: answeredName(headOffice.name),
  }
}

/** An authority in two columns, named by the caller. */
export function encodeAuthority<C extends string, N extends string>(
  authority: Authority | null,
  code: C,
  name: N,
): Readonly<Record<C | N, string>> {
  const columns = { [code]: authority?.code ?? '', [name]: authority?.name ?? '' }
  return columns as Record<C | N, string>
}

function capitalText(capital: Money): string {
  return capital.sourceText ?? wanOf(capital) + unitOf(capital.currency)
}

/** Fen as a number of 万元: six decimals at most, without trailing zeros. */
export function wanOf({ fen }: Money): string {
  const digits = fen.padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
}
