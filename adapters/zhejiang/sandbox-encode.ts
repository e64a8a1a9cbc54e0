/** The model's records to the registry's rows: the pretend registry's half of the mapping. */
import type { Coded } from '../../schemas/model/coded.ts'
import type { Money } from '../../schemas/model/money.ts'
import type { RegistryRecord, Registration, Relocation } from '../../schemas/model/record.ts'
import { ROLE_CODES, STATE_WORDS, TYPE_CODES, TYPE_TEXTS } from './sandbox-codes.ts'
import type { Words } from './sandbox-codes.ts'
import { encodeList } from './sandbox-encode-lists.ts'
import { NULL, NO_END, compactDay, currencyNumber, wanYuan } from './sandbox-cells.ts'
import { LIST_NAMES, LIST_ROWS } from './wire.ts'
import type { BaseRow, ListName, ListPart } from './wire.ts'

type Cells = Readonly<Record<string, unknown>>

/** `index` tells two entities with one code apart. */
export function encodeRecord(record: RegistryRecord, index: number): BaseRow {
  return {
    MAIN_IDENTI_ID: identityOf(record, index),
    UNI_SOCIAL_CRD_CD: record.uscc ?? NULL,
    REG_NO: record.registrationNumber ?? NULL,
    COMP_NM: record.name ?? NULL,
    FORMER_NMS: record.formerNames,
    ...(record.registration === null ? { REG_FLG: '0' } : encodeRegistration(record.registration)),
    HEAD_FLG: record.headOffice === null ? '0' : '1',
    HEAD_UNI_SOCIAL_CRD_CD: record.headOffice?.uscc ?? NULL,
    HEAD_COMP_NM: record.headOffice?.name ?? NULL,
    ...encodeLists(record),
  }
}

/** The registry's key of an entity (MAIN_IDENTI_ID, pripid). */
export function identityOf(record: RegistryRecord, index: number): string {
  return `${record.uscc ?? record.registrationNumber ?? ''}${String(index).padStart(2, '0')}`
}

/** Rows of a list from `offset`; at most {@link LIST_ROWS}. */
export function encodePart(
  record: RegistryRecord,
  name: ListName,
  offset: number,
  limit = LIST_ROWS,
): ListPart<object> {
  return encodeList[name](record, offset, limit)
}

function encodeLists(record: RegistryRecord): Pick<BaseRow, ListName> {
  const lists: Record<string, ListPart<object>> = {}
  for (const name of LIST_NAMES) lists[name] = encodePart(record, name, 0)
  return lists as unknown as Pick<BaseRow, ListName>
}

function encodeRegistration(registration: Registration): Cells {
  const [type, typeText] = wordsFor(registration.entityType, TYPE_CODES, TYPE_TEXTS)
  const [state, stateText] = wordsFor(registration.state, STATE_WORDS)
  return {
    REG_FLG: '1',
    ENT_TYPE: type,
    ENT_TYPE_NM: typeText,
    OPT_STATE: state,
    OPT_STATE_NM: stateText,
    LEGAL_REPRE: registration.principal?.name ?? NULL,
    REPRE_KIND: registration.principal ? ROLE_CODES[registration.principal.role] : NULL,
    ...encodeCapital(registration.capital),
    EST_DT: compactDay(registration.establishedOn) ?? NULL,
    APPR_DT: compactDay(registration.approvedOn) ?? NULL,
    OPT_FROM: compactDay(registration.termFrom) ?? NULL,
    OPT_TO: registration.termOpenEnded ? NO_END : (compactDay(registration.termTo) ?? NULL),
    ADDR: registration.address ?? NULL,
    OPT_SCOP: registration.scope ?? NULL,
    INDUSTRY_CD: registration.industry?.code ?? NULL,
    INDUSTRY_STD: registration.industry?.edition ?? NULL,
    REG_ORG_CD: registration.authority?.code ?? NULL,
    REG_ORG_NM: registration.authority?.name ?? NULL,
    ...encodeRelocation('MOVE_OUT', registration.movedOut),
    ...encodeRelocation('MOVE_IN', registration.movedIn),
  }
}

function encodeCapital(capital: Money | null): Cells {
  if (capital === null) return { REG_CAPT: NULL, CAPT_KIND: NULL }
  const { amount, kind } = wanYuan(capital)
  return { REG_CAPT: amount, CAPT_KIND: kind ?? currencyNumber(capital.currency) }
}

function encodeRelocation(prefix: 'MOVE_OUT' | 'MOVE_IN', relocation: Relocation | null): Cells {
  return {
    [`${prefix}_FLG`]: relocation === null ? '0' : '1',
    [`${prefix}_ORG_CD`]: relocation?.authority?.code ?? NULL,
    [`${prefix}_ORG_NM`]: relocation?.authority?.name ?? NULL,
    [`${prefix}_DT`]: compactDay(relocation?.on ?? null) ?? NULL,
    [`${prefix}_FILE_DT`]: compactDay(relocation?.fileHandedOverOn ?? null) ?? NULL,
  }
}

/**
 * Code and text cells. A word of this registry that the record brings is sent as it is, and so is
 * everything unknown; a word of another registry becomes our own.
 */
function wordsFor<T extends string>(
  coded: Coded<T>,
  words: Words<T>,
  texts?: Readonly<Record<string, string>>,
): readonly [string, string | null] {
  if (coded.code === 'UNKNOWN') return [coded.sourceCode, coded.sourceText]
  const own = words[coded.code as Exclude<T, 'UNKNOWN'>]
  if (own.includes(coded.sourceCode)) return [coded.sourceCode, coded.sourceText]
  return [own[0], texts?.[coded.code] ?? null]
}
