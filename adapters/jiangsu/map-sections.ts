/** The rows of `queryCorpRecords`, sorted into the record's lists. Order within a list is the registry's. */
import type {
  AbnormalListing,
  DishonestDebtorListing,
  Penalty,
  RegistryRecord,
  Section,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { abnormalReasonOf, penaltyKindOf } from './codes.ts'
import {
  authorityFrom,
  dayOf,
  endOf,
  moneyOf,
  nameOf,
  usccOf,
  type UnknownCodes,
} from './map-values.ts'
import { textOf, type RecordKind, type RecordRow } from './wire.ts'

type Sections = { -readonly [S in Section]: RegistryRecord[S][number][] }

/** `kindOfMark`: what an abnormal listing of this entity is where its row does not say. */
export function mapSections(
  rows: readonly RecordRow[],
  kindOfMark: AbnormalListing['kind'],
  unknown: UnknownCodes,
): Sections {
  const sections: Sections = {
    permits: [],
    penalties: [],
    abnormalListings: [],
    seriousViolationListings: [],
    dishonestDebtorListings: [],
    inspections: [],
    changes: [],
    branches: [],
  }
  for (const row of rows) sortIn(row, sections, kindOfMark, unknown)
  return sections
}

function sortIn(
  row: RecordRow,
  sections: Sections,
  kindOfMark: AbnormalListing['kind'],
  unknown: UnknownCodes,
): void {
  const kind = textOf(row.RECORD_KIND)
  switch (kind as RecordKind | null) {
    case 'XK':
      return void sections.permits.push(mapPermit(row))
    case 'CF':
      return void sections.penalties.push(mapPenalty(row, unknown))
    case 'YC':
      return void sections.abnormalListings.push(mapAbnormalListing(row, kindOfMark, unknown))
    case 'YZ':
      return void sections.seriousViolationListings.push(mapSeriousViolation(row))
    case 'SX':
      return void sections.dishonestDebtorListings.push(mapDishonestDebtor(row))
    case 'JC':
      return void sections.inspections.push(mapInspection(row))
    case 'BG':
      return void sections.changes.push(mapChange(row))
    case 'FZ':
      return void sections.branches.push(mapBranch(row, unknown))
    default:
      unknown.add('records.kind', kind ?? '')
  }
}

function decisionOf(row: RecordRow) {
  return {
    sourceId: textOf(row.RECORD_ID),
    authority: authorityFrom(row.DEC_ORG, row.DEC_ORG_CN),
  }
}

function mapPermit(row: RecordRow): Sections['permits'][number] {
  const end = endOf(row.XK_YXQX)
  return {
    ...decisionOf(row),
    number: textOf(row.XK_XKBH),
    name: textOf(row.XK_XKZS),
    content: textOf(row.XK_NR),
    validFrom: dayOf(row.XK_YXQZ),
    validTo: end.day,
    validOpenEnded: end.open,
  }
}

function mapPenalty(row: RecordRow, unknown: UnknownCodes): Penalty {
  const { CF_NR_FK, CF_NR_FK_BZ, CF_NR_WFFF, CF_NR_WFFF_BZ } = row
  return {
    ...decisionOf(row),
    documentNumber: textOf(row.CF_WSH),
    violation: textOf(row.CF_WFXW),
    legalBasis: textOf(row.CF_YJ),
    kinds: mapPenaltyKinds(row, unknown),
    content: textOf(row.CF_NR),
    fine: moneyOf(CF_NR_FK, CF_NR_FK_BZ, 'penalties.fine', unknown),
    confiscated: moneyOf(CF_NR_WFFF, CF_NR_WFFF_BZ, 'penalties.confiscated', unknown),
    decidedOn: dayOf(row.CF_JDRQ),
    publishedOn: dayOf(row.CF_GSRQ),
    publicityUntil: dayOf(row.CF_GSJZQ),
  }
}

/** Codes and texts side by side; rows taken over from 双公示 have one text for all kinds instead. */
function mapPenaltyKinds({ CF_CFLB, CF_CFLB_CN }: RecordRow, unknown: UnknownCodes) {
  const codes = Array.isArray(CF_CFLB) ? CF_CFLB.map(textOf) : []
  const texts = Array.isArray(CF_CFLB_CN) ? CF_CFLB_CN.map(textOf) : []
  if (Array.isArray(CF_CFLB) && Array.isArray(CF_CFLB_CN) && codes.length !== texts.length) {
    throw new ValueError(CF_CFLB, 'CF_CFLB')
  }
  const alone = Array.isArray(CF_CFLB) ? [] : (textOf(CF_CFLB)?.split(/[;；,，、]/) ?? [])
  return [
    ...codes.map((code, i) => penaltyKindOf(code, texts[i] ?? null)),
    ...alone.flatMap((text) => (text.trim() === '' ? [] : penaltyKindOf(null, text.trim()))),
  ].map((kind) => unknown.note('penalties.kinds', kind))
}

const ABNORMAL_KINDS: Readonly<Record<string, AbnormalListing['kind']>> = { 1: 'LIST', 2: 'MARK' }

function mapAbnormalListing(
  row: RecordRow,
  kindOfMark: AbnormalListing['kind'],
  unknown: UnknownCodes,
): AbnormalListing {
  const kind = textOf(row.ABN_KIND)
  const known = kind === null ? kindOfMark : ABNORMAL_KINDS[kind]
  if (known === undefined) unknown.add('abnormalListings.kind', kind ?? '')
  const reason = abnormalReasonOf(textOf(row.SPE_CAUSE), textOf(row.SPE_CAUSE_CN))
  return {
    ...decisionOf(row),
    kind: known ?? kindOfMark,
    reason: unknown.note('abnormalListings.reason', reason),
    ...listingOf(row),
  }
}

function mapSeriousViolation(row: RecordRow): SeriousViolationListing {
  return {
    ...decisionOf(row),
    reason: textOf(row.SER_ILL_REA_CN),
    documentNumber: textOf(row.DOC_NO),
    ...listingOf(row),
  }
}

/** When listed and when removed: the same columns for both lists. */
function listingOf(row: RecordRow) {
  return {
    listedOn: dayOf(row.ABN_TIME),
    removedOn: dayOf(row.REM_DATE),
    removalReason: textOf(row.REM_EXCP_RES_CN),
    removalAuthority: authorityFrom(row.RE_DEC_ORG, row.RE_DEC_ORG_CN),
  }
}

function mapDishonestDebtor(row: RecordRow): DishonestDebtorListing {
  return {
    ...decisionOf(row),
    caseNumber: textOf(row.CASE_CODE),
    basisNumber: textOf(row.GIST_ID),
    basisUnit: textOf(row.GIST_UNIT),
    filedOn: dayOf(row.REG_DATE),
    publishedOn: dayOf(row.PUBLISH_DATE),
    duty: textOf(row.DUTY),
    performance: textOf(row.PERFORMANCE),
    conduct: textOf(row.DISRUPT_TYPE_NAME),
  }
}

function mapInspection(row: RecordRow): Sections['inspections'][number] {
  return {
    ...decisionOf(row),
    kind: textOf(row.INS_TYPE_CN),
    inspectedOn: dayOf(row.INS_DATE),
    result: textOf(row.INS_RES_CN),
  }
}

function mapChange(row: RecordRow): Sections['changes'][number] {
  return {
    ...decisionOf(row),
    item: textOf(row.CHANGE_ITEM_NAME),
    before: textOf(row.OLD_CONTENT),
    after: textOf(row.NEW_CONTENT),
    changedOn: dayOf(row.CHANGE_DATE),
  }
}

function mapBranch(row: RecordRow, unknown: UnknownCodes): Sections['branches'][number] {
  return {
    uscc: usccOf(row.UNI_SCID, 'branches.uscc', unknown),
    registrationNumber: textOf(row.REG_NO),
    name: nameOf(row.CORP_NAME),
    authority: authorityFrom(row.DEC_ORG, row.DEC_ORG_CN),
  }
}
