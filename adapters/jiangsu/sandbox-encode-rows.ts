/** The model's lists as the rows of `queryCorpRecords`, kind after kind. */
import type { Money } from '../../schemas/model/money.ts'
import type {
  AbnormalListing,
  DecisionBase,
  DishonestDebtorListing,
  Penalty,
  Permit,
  RegistryRecord,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { CAUSE, PENALTY, unitOf, writtenAs } from './sandbox-codes.ts'
import { answeredName, encodeAuthority, wanOf } from './sandbox-encode.ts'
import type { RecordKind, RecordRow } from './wire.ts'

export function encodeRows(record: RegistryRecord): readonly RecordRow[] {
  return [
    ...record.permits.map(encodePermit),
    ...record.penalties.map(encodePenalty),
    ...record.abnormalListings.map(encodeAbnormal),
    ...record.seriousViolationListings.map(encodeSerious),
    ...record.dishonestDebtorListings.map(encodeDebtor),
    ...record.inspections.map((row) => ({
      ...decision('JC', row),
      INS_TYPE_CN: row.kind ?? '',
      INS_DATE: row.inspectedOn ?? '',
      INS_RES_CN: row.result ?? '',
    })),
    ...record.changes.map((row) => ({
      ...decision('BG', row),
      CHANGE_ITEM_NAME: row.item ?? '',
      OLD_CONTENT: row.before ?? '',
      NEW_CONTENT: row.after ?? '',
      CHANGE_DATE: row.changedOn ?? '',
    })),
    ...record.branches.map((row) => ({
      ...decision('FZ', { sourceId: null, authority: row.authority }),
      CORP_NAME: answeredName(row.name),
      UNI_SCID: row.uscc ?? '',
      REG_NO: row.registrationNumber ?? '',
    })),
  ]
}

/** How many rows {@link encodeRows} would make. */
export function countRows(record: RegistryRecord): number {
  return (
    record.permits.length +
    record.penalties.length +
    record.abnormalListings.length +
    record.seriousViolationListings.length +
    record.dishonestDebtorListings.length +
    record.inspections.length +
    record.changes.length +
    record.branches.length
  )
}

function decision(kind: RecordKind, { sourceId, authority }: DecisionBase): RecordRow {
  return {
    RECORD_KIND: kind,
    RECORD_ID: sourceId ?? '',
    ...encodeAuthority(authority, 'DEC_ORG', 'DEC_ORG_CN'),
  }
}

function encodePermit(row: Permit): RecordRow {
  return {
    ...decision('XK', row),
    XK_XKBH: row.number ?? '',
    XK_XKZS: row.name ?? '',
    XK_NR: row.content ?? '',
    XK_YXQZ: row.validFrom ?? '',
    XK_YXQX: row.validOpenEnded ? '长期' : (row.validTo ?? ''),
  }
}

function encodePenalty(row: Penalty): RecordRow {
  const kinds = row.kinds.map((kind) => writtenAs<string>(PENALTY, kind))
  return {
    ...decision('CF', row),
    CF_WSH: row.documentNumber ?? '',
    CF_WFXW: row.violation ?? '',
    CF_YJ: row.legalBasis ?? '',
    CF_CFLB: kinds.map(([code]) => code),
    CF_CFLB_CN: kinds.map(([, text]) => text),
    CF_NR: row.content ?? '',
    ...encodeAmount(row.fine, 'CF_NR_FK'),
    ...encodeAmount(row.confiscated, 'CF_NR_WFFF'),
    CF_JDRQ: row.decidedOn ?? '',
    CF_GSRQ: row.publishedOn ?? '',
    CF_GSJZQ: row.publicityUntil ?? '',
  }
}

function encodeAmount(money: Money | null, column: 'CF_NR_FK' | 'CF_NR_WFFF'): RecordRow {
  if (money === null) return { [column]: '' }
  return {
    [column]: money.sourceText ?? wanOf(money),
    [`${column}_BZ`]: money.currency === 'CNY' ? '' : unitOf(money.currency),
  }
}

function encodeAbnormal(row: AbnormalListing): RecordRow {
  const [SPE_CAUSE, SPE_CAUSE_CN] = writtenAs<string>(CAUSE, row.reason)
  return {
    ...decision('YC', row),
    ABN_KIND: row.kind === 'LIST' ? '1' : '2',
    SPE_CAUSE,
    SPE_CAUSE_CN,
    ...encodeListing(row),
  }
}

function encodeSerious(row: SeriousViolationListing): RecordRow {
  return {
    ...decision('YZ', row),
    SER_ILL_REA_CN: row.reason ?? '',
    DOC_NO: row.documentNumber ?? '',
    ...encodeListing(row),
  }
}

function encodeListing(row: AbnormalListing | SeriousViolationListing): RecordRow {
  return {
    ABN_TIME: row.listedOn ?? '',
    REM_DATE: row.removedOn ?? '',
    REM_EXCP_RES_CN: row.removalReason ?? '',
    ...encodeAuthority(row.removalAuthority, 'RE_DEC_ORG', 'RE_DEC_ORG_CN'),
  }
}

function encodeDebtor(row: DishonestDebtorListing): RecordRow {
  return {
    ...decision('SX', row),
    CASE_CODE: row.caseNumber ?? '',
    GIST_ID: row.basisNumber ?? '',
    GIST_UNIT: row.basisUnit ?? '',
    REG_DATE: (row.filedOn ?? '').replaceAll('-', ''),
    PUBLISH_DATE: (row.publishedOn ?? '').replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1年$2月$3日'),
    DUTY: row.duty ?? '',
    PERFORMANCE: row.performance ?? '',
    DISRUPT_TYPE_NAME: row.conduct ?? '',
  }
}
