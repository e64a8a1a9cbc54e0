/** Rows of the eight lists to the model's records. Each throws `ValueError` on a cell it cannot read. */
import type { Coded } from '../../schemas/model/coded.ts'
import type {
  AbnormalListing,
  Branch,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  PenaltyKind,
  Permit,
  RegistrationChange,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { abnormalReasonOf, penaltyKindOf } from './codes.ts'
import { authorityFrom, fineFrom } from './map-values.ts'
import type { UnknownCodes } from './map-values.ts'
import { asRow, dayOf, endOf, textOf } from './wire-cells.ts'
import type {
  AbnormalRow,
  AlterRow,
  BranchRow,
  CheckRow,
  DebtorRow,
  PermitRow,
  PunishRow,
  SeriousRow,
} from './wire.ts'

export function permitOf(row: PermitRow): Permit {
  const end = endOf(row.VALID_TO)
  return {
    sourceId: textOf(row.PERMIT_ID),
    authority: authorityFrom(row.PERMIT_ORG_CD, row.PERMIT_ORG_NM),
    number: textOf(row.PERMIT_NO),
    name: textOf(row.PERMIT_NM),
    content: textOf(row.PERMIT_CONTENT),
    validFrom: dayOf(row.VALID_FROM),
    validTo: end.on,
    validOpenEnded: end.open,
  }
}

export function penaltyOf(row: PunishRow, unknown: UnknownCodes): Penalty {
  return {
    sourceId: textOf(row.punishid),
    authority: authorityFrom(row.punishdept_code, row.punishdept),
    documentNumber: textOf(row.writnumber),
    violation: textOf(row.extend_1),
    legalBasis: textOf(row.lawbasis),
    kinds: kindsOf(row, unknown),
    content: textOf(row.punishcontent),
    fine: fineFrom(row.punishmoney, row.moneykind, 'penalties.fine', unknown),
    confiscated: fineFrom(row.confiscatemoney, row.moneykind, 'penalties.confiscated', unknown),
    decidedOn: dayOf(row.punishdecidetime),
    publishedOn: dayOf(row.publishtime),
    publicityUntil: dayOf(row.publicdeadline),
  }
}

/** 、 is no separator: the double-publicity words contain it. */
const BETWEEN_KINDS = /[;；,，]/

function kindsOf(row: PunishRow, unknown: UnknownCodes): Coded<PenaltyKind>[] {
  const kinds = row.extend_4_list
    ? row.extend_4_list.map((item) => kindOfItem(asRow(item)))
    : (textOf(row.extend_4) ?? '')
        .split(BETWEEN_KINDS)
        .map((word) => word.trim())
        .filter((word) => word !== '')
        .map((word) => penaltyKindOf(word))
  for (const kind of kinds) unknown.note('penalties.kinds', kind)
  return kinds
}

function kindOfItem(item: NonNullable<PunishRow['extend_4_list']>[number]): Coded<PenaltyKind> {
  return penaltyKindOf(textOf(item.dm) ?? '', textOf(item.mc))
}

export function abnormalListingOf(row: AbnormalRow, unknown: UnknownCodes): AbnormalListing {
  const reason = abnormalReasonOf(textOf(row.SPE_CAUSE_CD), textOf(row.SPE_CAUSE))
  unknown.note('abnormalListings.reason', reason)
  return {
    sourceId: textOf(row.ABN_ID),
    authority: authorityFrom(row.DEC_ORG_CD, row.DEC_ORG_NM),
    kind: listingKindOf(row),
    reason,
    listedOn: dayOf(row.ABN_DT),
    removedOn: dayOf(row.REM_DT),
    removalReason: textOf(row.REM_EXCP_RES),
    removalAuthority: authorityFrom(row.RE_DEC_ORG_CD, row.RE_DEC_ORG_NM),
  }
}

function listingKindOf(row: AbnormalRow): AbnormalListing['kind'] {
  const kind = textOf(row.ABN_KIND)
  if (kind === '1') return 'LIST'
  if (kind === '2') return 'MARK'
  throw new ValueError(kind, 'ABN_KIND')
}

export function seriousListingOf(row: SeriousRow): SeriousViolationListing {
  return {
    sourceId: textOf(row.ILL_ID),
    authority: authorityFrom(row.DEC_ORG_CD, row.DEC_ORG_NM),
    reason: textOf(row.SER_ILL_REA),
    documentNumber: textOf(row.WRIT_NO),
    listedOn: dayOf(row.ABN_DT),
    removedOn: dayOf(row.REM_DT),
    removalReason: textOf(row.REM_EXCP_RES),
    removalAuthority: authorityFrom(row.RE_DEC_ORG_CD, row.RE_DEC_ORG_NM),
  }
}

export function debtorListingOf(row: DebtorRow): DishonestDebtorListing {
  return {
    sourceId: textOf(row.sxid),
    authority: authorityFrom(row.fydm, row.fymc),
    caseNumber: textOf(row.ah),
    basisNumber: textOf(row.zxyjwh),
    basisUnit: textOf(row.zczxyjdw),
    filedOn: dayOf(row.larq),
    publishedOn: dayOf(row.fbrq),
    duty: textOf(row.sxflwsqdyw),
    performance: textOf(row.bzxrlxqk),
    conduct: textOf(row.sxbzxrxwqk),
  }
}

export function inspectionOf(row: CheckRow): Inspection {
  return {
    sourceId: textOf(row.INS_ID),
    authority: authorityFrom(row.INS_AUTH_CD, row.INS_AUTH_NM),
    kind: textOf(row.INS_TYPE),
    inspectedOn: dayOf(row.INS_DATE),
    result: textOf(row.INS_RES),
  }
}

export function changeOf(row: AlterRow): RegistrationChange {
  return {
    sourceId: textOf(row.ALT_ID),
    authority: authorityFrom(row.ALT_ORG_CD, row.ALT_ORG_NM),
    item: textOf(row.ALT_ITEM),
    before: textOf(row.ALT_BE),
    after: textOf(row.ALT_AF),
    changedOn: dayOf(row.ALT_DATE),
  }
}

export function branchOf(row: BranchRow, unknown: UnknownCodes): Branch {
  return {
    uscc: unknown.codeOf('branches.uscc', row.BR_UNI_SOCIAL_CRD_CD),
    registrationNumber: textOf(row.BR_REG_NO),
    name: textOf(row.BR_NM),
    authority: authorityFrom(row.BR_REG_ORG_CD, row.BR_REG_ORG_NM),
  }
}
