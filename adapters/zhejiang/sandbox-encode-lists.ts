/** The eight lists of a record as rows. Every list writes its dates and its NULLs in its own way. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import type {
  AbnormalListing,
  AbnormalReason,
  Branch,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  PenaltyKind,
  Permit,
  RegistrationChange,
  RegistryRecord,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import {
  NO_DAY,
  NO_END,
  NULL,
  chineseDay,
  compactDay,
  currencyNumber,
  dayWithTime,
  yuan,
} from './sandbox-cells.ts'
import { PENALTY_WORDS, REASON_CODES, REASON_TEXTS } from './sandbox-codes.ts'
import type {
  AbnormalRow,
  AlterRow,
  BranchRow,
  CheckRow,
  DebtorRow,
  ListName,
  ListPart,
  PermitRow,
  PunishRow,
  SeriousRow,
} from './wire.ts'

type EncodePart = (record: RegistryRecord, offset: number, limit: number) => ListPart<object>

export const encodeList: Readonly<Record<ListName, EncodePart>> = {
  permitList: part((record) => record.permits, encodePermit),
  punishList: part((record) => record.penalties, encodePenalty),
  abnormalList: part((record) => record.abnormalListings, encodeAbnormal),
  seriousList: part((record) => record.seriousViolationListings, encodeSerious),
  sxbzxrList: part((record) => record.dishonestDebtorListings, encodeDebtor),
  checkList: part((record) => record.inspections, encodeInspection),
  alterList: part((record) => record.changes, encodeChange),
  branchList: part((record) => record.branches, encodeBranch),
}

function part<T>(
  listOf: (record: RegistryRecord) => readonly T[],
  encode: (entry: T, record: RegistryRecord) => object,
): EncodePart {
  return (record, offset, limit) => {
    const entries = listOf(record)
    const page = entries.slice(offset, offset + limit)
    return { dataCount: entries.length, datas: page.map((entry) => encode(entry, record)) }
  }
}

function encodePermit(permit: Permit): PermitRow {
  return {
    PERMIT_ID: permit.sourceId,
    PERMIT_NO: permit.number,
    PERMIT_NM: permit.name,
    PERMIT_CONTENT: permit.content ?? NULL,
    VALID_FROM: compactDay(permit.validFrom),
    VALID_TO: permit.validOpenEnded ? NO_END : compactDay(permit.validTo),
    PERMIT_ORG_CD: codeOf(permit.authority),
    PERMIT_ORG_NM: nameOf(permit.authority),
  }
}

function encodePenalty(penalty: Penalty): PunishRow {
  const fine = penalty.fine === null ? null : yuan(penalty.fine)
  const confiscated = penalty.confiscated === null ? null : yuan(penalty.confiscated)
  const letters = penalty.fine?.currency ?? penalty.confiscated?.currency ?? null
  const foreign = penalty.confiscated !== null && penalty.confiscated.currency !== letters
  return {
    punishid: penalty.sourceId,
    writnumber: penalty.documentNumber,
    extend_1: penalty.violation,
    lawbasis: penalty.legalBasis,
    ...encodeKinds(penalty.kinds),
    punishcontent: penalty.content,
    punishmoney: fine?.amount ?? null,
    // One column holds the currency of both amounts; a different one stands beside its amount.
    confiscatemoney: confiscated
      ? confiscated.amount + (foreign ? penalty.confiscated!.currency : '')
      : null,
    moneykind:
      fine?.kind ?? confiscated?.kind ?? (letters === null ? null : currencyNumber(letters)),
    punishdecidetime: dayWithTime(penalty.decidedOn),
    publishtime: dayWithTime(penalty.publishedOn),
    publicdeadline: penalty.publicityUntil ?? NO_DAY,
    punishdept_code: codeOf(penalty.authority),
    punishdept: nameOf(penalty.authority),
    cf_sjlydm: '1',
    cf_sjly: '虚构来源',
  }
}

/** Plain words where words say all; the list with codes where a source sent a code and a text. */
function encodeKinds(
  kinds: readonly Coded<PenaltyKind>[],
): Pick<PunishRow, 'extend_4' | 'extend_4_list'> {
  const items = kinds.map(kindItem)
  const plain = items.every(({ dm, mc }) => mc === null && !/[;；,，]|^\s*$/.test(dm))
  const extend_4 = items.map(({ dm, mc }) => mc ?? dm).join(';')
  return plain ? { extend_4 } : { extend_4, extend_4_list: items }
}

function kindItem(kind: Coded<PenaltyKind>): { dm: string; mc: string | null } {
  const own = kind.code === 'UNKNOWN' || PENALTY_WORDS[kind.code].includes(kind.sourceCode)
  if (own) return { dm: kind.sourceCode, mc: kind.sourceText }
  return { dm: PENALTY_WORDS[kind.code as PenaltyKind][0], mc: null }
}

function encodeAbnormal(listing: AbnormalListing): AbnormalRow {
  return {
    ABN_ID: listing.sourceId,
    ABN_KIND: listing.kind === 'LIST' ? '1' : '2',
    ...encodeReason(listing.reason),
    ABN_DT: compactDay(listing.listedOn),
    DEC_ORG_CD: codeOf(listing.authority),
    DEC_ORG_NM: nameOf(listing.authority),
    REM_DT: compactDay(listing.removedOn) ?? NO_DAY,
    REM_EXCP_RES: listing.removalReason ?? NULL,
    RE_DEC_ORG_CD: codeOf(listing.removalAuthority),
    RE_DEC_ORG_NM: nameOf(listing.removalAuthority),
  }
}

/** Code and text, or the text alone: this registry's older rows have no code. */
function encodeReason(
  reason: Coded<AbnormalReason>,
): Pick<AbnormalRow, 'SPE_CAUSE_CD' | 'SPE_CAUSE'> {
  const { code, sourceCode, sourceText } = reason
  const textAlone = { SPE_CAUSE_CD: NULL, SPE_CAUSE: sourceCode }
  const both = { SPE_CAUSE_CD: sourceCode, SPE_CAUSE: sourceText }
  if (code === 'UNKNOWN') return sourceText === null ? textAlone : both
  if (REASON_CODES[code].includes(sourceCode)) return both
  if (sourceText === null && REASON_TEXTS[code].includes(sourceCode)) return textAlone
  return { SPE_CAUSE_CD: NULL, SPE_CAUSE: REASON_TEXTS[code][0] }
}

function encodeSerious(listing: SeriousViolationListing): SeriousRow {
  return {
    ILL_ID: listing.sourceId,
    SER_ILL_REA: listing.reason,
    WRIT_NO: listing.documentNumber,
    ABN_DT: compactDay(listing.listedOn),
    DEC_ORG_CD: codeOf(listing.authority),
    DEC_ORG_NM: nameOf(listing.authority),
    REM_DT: compactDay(listing.removedOn) ?? NO_DAY,
    REM_EXCP_RES: listing.removalReason ?? NULL,
    RE_DEC_ORG_CD: codeOf(listing.removalAuthority),
    RE_DEC_ORG_NM: nameOf(listing.removalAuthority),
  }
}

function encodeDebtor(listing: DishonestDebtorListing, record: RegistryRecord): DebtorRow {
  return {
    sxid: listing.sourceId,
    bzxrmc: record.name,
    fydm: codeOf(listing.authority),
    fymc: nameOf(listing.authority),
    ah: listing.caseNumber,
    zxyjwh: listing.basisNumber,
    zczxyjdw: listing.basisUnit,
    larq: compactDay(listing.filedOn),
    fbrq: chineseDay(listing.publishedOn),
    sxflwsqdyw: listing.duty,
    bzxrlxqk: listing.performance,
    sxbzxrxwqk: listing.conduct,
  }
}

function encodeInspection(inspection: Inspection): CheckRow {
  return {
    INS_ID: inspection.sourceId,
    INS_TYPE: inspection.kind,
    INS_DATE: inspection.inspectedOn,
    INS_RES: inspection.result,
    INS_AUTH_CD: codeOf(inspection.authority),
    INS_AUTH_NM: nameOf(inspection.authority),
  }
}

function encodeChange(change: RegistrationChange): AlterRow {
  return {
    ALT_ID: change.sourceId,
    ALT_ITEM: change.item,
    ALT_BE: change.before ?? NULL,
    ALT_AF: change.after ?? NULL,
    ALT_DATE: change.changedOn,
    ALT_ORG_CD: codeOf(change.authority),
    ALT_ORG_NM: nameOf(change.authority),
  }
}

function encodeBranch(branch: Branch): BranchRow {
  return {
    BR_UNI_SOCIAL_CRD_CD: branch.uscc ?? NULL,
    BR_REG_NO: branch.registrationNumber ?? NULL,
    BR_NM: branch.name,
    BR_REG_ORG_CD: codeOf(branch.authority),
    BR_REG_ORG_NM: nameOf(branch.authority),
  }
}

function codeOf(authority: Authority | null): string | null {
  return authority?.code ?? null
}

function nameOf(authority: Authority | null): string | null {
  return authority?.name ?? null
}
