/** Rows of Shanghai's lists → the model's statements. */
import type {
  AbnormalListing,
  Branch,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  Permit,
  RegistrationChange,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { LISTING_KINDS, abnormalReasonOf, penaltyKindOf } from './codes.ts'
import { authorityIn, dayOf, endOf, moneyOf, usccIn } from './map-values.ts'
import type { UnknownCodes } from './map-values.ts'
import { neededText, textOf, textsOf } from './wire.ts'
import type { Row } from './wire.ts'

export function permitOf(row: Row): Permit {
  const end = endOf(row, 'valto')
  return {
    sourceId: textOf(row, 'licid'),
    authority: authorityIn(row, 'licanthcode', 'licanth'),
    number: textOf(row, 'licno'),
    name: textOf(row, 'licname_cn'),
    content: textOf(row, 'licitem'),
    validFrom: dayOf(row, 'valfrom'),
    validTo: end.day,
    validOpenEnded: end.open,
  }
}

/** 双公示; amounts in 万元. */
export function penaltyOf(row: Row, unknown: UnknownCodes): Penalty {
  return {
    sourceId: textOf(row, 'CF_ID'),
    authority: authorityIn(row, 'CF_CFJGDM', 'CF_CFJG'),
    documentNumber: textOf(row, 'CF_WSH'),
    violation: textOf(row, 'CF_WFXW'),
    legalBasis: textOf(row, 'CF_YJ'),
    kinds: kindsOf(row, unknown),
    content: textOf(row, 'CF_NR'),
    fine: moneyOf(row, 'CF_NR_FK', 'CF_NR_FK_BZ', 'penalties.fine', unknown),
    confiscated: moneyOf(row, 'CF_NR_WFFF', 'CF_NR_WFFF_BZ', 'penalties.confiscated', unknown),
    decidedOn: dayOf(row, 'CF_JDRQ'),
    publishedOn: dayOf(row, 'CF_GSRQ'),
    publicityUntil: dayOf(row, 'CF_GSJZQ'),
  }
}

/** Two lists side by side, codes and texts. Versions of the interface name them CFLB or CFLB1. */
function kindsOf(row: Row, unknown: UnknownCodes): Penalty['kinds'] {
  const field = row.CF_CFLB === undefined ? 'CF_CFLB1' : 'CF_CFLB'
  const texts = textsOf(row, `${field}_CN`)
  return textsOf(row, field).map((code, i) => {
    const text = texts[i] ?? null
    return unknown.checked('penalties.kinds', penaltyKindOf(code ?? text ?? '', text))
  })
}

export function abnormalListingOf(row: Row, unknown: UnknownCodes): AbnormalListing {
  const kind = LISTING_KINDS[neededText(row, 'listtype')]
  if (kind === undefined) throw new ValueError(row.listtype, 'listtype')
  const reason = abnormalReasonOf(textOf(row, 'specause'), textOf(row, 'specause_cn'))
  return {
    sourceId: textOf(row, 'busexclist'),
    authority: authorityIn(row, 'decorg', 'decorg_cn'),
    kind,
    reason: unknown.checked('abnormalListings.reason', reason),
    listedOn: dayOf(row, 'abntime'),
    ...removalOf(row),
  }
}

export function seriousViolationListingOf(row: Row): SeriousViolationListing {
  return {
    sourceId: textOf(row, 'illid'),
    authority: authorityIn(row, 'decorg', 'decorg_cn'),
    reason: textOf(row, 'serillrea_cn'),
    documentNumber: textOf(row, 'decno'),
    listedOn: dayOf(row, 'abntime'),
    ...removalOf(row),
  }
}

function removalOf(row: Row) {
  return {
    removedOn: dayOf(row, 'remdate'),
    removalReason: textOf(row, 'remexcpres_cn'),
    removalAuthority: authorityIn(row, 'redecorg', 'redecorg_cn'),
  }
}

/** The court feed: days as yyyyMMdd and in Chinese. */
export function dishonestDebtorListingOf(row: Row): DishonestDebtorListing {
  return {
    sourceId: textOf(row, 'id'),
    authority: authorityIn(row, 'courtCode', 'courtName'),
    caseNumber: textOf(row, 'caseCode'),
    basisNumber: textOf(row, 'gistId'),
    basisUnit: textOf(row, 'gistUnit'),
    filedOn: dayOf(row, 'regDate'),
    publishedOn: dayOf(row, 'publishDate'),
    duty: textOf(row, 'duty'),
    performance: textOf(row, 'performance'),
    conduct: textOf(row, 'disruptTypeName'),
  }
}

export function inspectionOf(row: Row): Inspection {
  return {
    sourceId: textOf(row, 'insid'),
    authority: authorityIn(row, 'insauth', 'insauth_cn'),
    kind: textOf(row, 'instype_cn'),
    inspectedOn: dayOf(row, 'insdate'),
    result: textOf(row, 'insres_cn'),
  }
}

export function changeOf(row: Row): RegistrationChange {
  return {
    sourceId: textOf(row, 'altid'),
    authority: authorityIn(row, 'altorg', 'altorg_cn'),
    item: textOf(row, 'altitem_cn'),
    before: textOf(row, 'altbe'),
    after: textOf(row, 'altaf'),
    changedOn: dayOf(row, 'altdate'),
  }
}

export function branchOf(row: Row, unknown: UnknownCodes): Branch {
  return {
    uscc: usccIn(row, 'uniscid', 'branches.uscc', unknown),
    registrationNumber: textOf(row, 'regno'),
    name: textOf(row, 'brname'),
    authority: authorityIn(row, 'regorg', 'regorg_cn'),
  }
}
