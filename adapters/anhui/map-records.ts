/** The records of the XML document, section by section, in the registry's order. Pure. */
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import type {
  AbnormalListing,
  Branch,
  DecisionBase,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  Permit,
  RegistrationChange,
  RegistryRecord,
  Section,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { isUscc } from '../../schemas/model/uscc.ts'
import { ABNORMAL_KINDS, abnormalReasonOf, codedOf, penaltyKindOf } from './codes.ts'
import { authorityIn, dayOf, endOf, wanYuanOf } from './map-values.ts'
import type { UnknownCodes } from './map-values.ts'
import { cellOf } from './wire.ts'
import type { XmlElement } from './wire-xml.ts'

type Lists = Pick<RegistryRecord, Section | 'formerNames'>
type Filling = { -readonly [K in keyof Lists]: Lists[K][number][] }

interface Context {
  readonly entityKind: EntityKind
  readonly unknown: UnknownCodes
}

/** A kind of record nobody knows is reported among the unknown codes as `RecordXml`. */
export function mapRecords(
  records: readonly XmlElement[],
  entityKind: EntityKind,
  unknown: UnknownCodes,
): Lists {
  const lists = emptyLists()
  const context = { entityKind, unknown }
  for (const record of records) addRecord(lists, record, context)
  return lists
}

function addRecord(lists: Filling, record: XmlElement, context: Context): void {
  switch (record.name) {
    case 'HISNAME':
      return pushName(lists.formerNames, record)
    case 'LICENCE':
      return void lists.permits.push(permitOf(record))
    case 'PENALTY':
      return void lists.penalties.push(penaltyOf(record, context))
    case 'ABNORMAL':
      return void lists.abnormalListings.push(abnormalOf(record, context))
    case 'SERIOUSILL':
      return void lists.seriousViolationListings.push(seriousOf(record))
    case 'SXBZXR':
      return void lists.dishonestDebtorListings.push(debtorOf(record))
    case 'CHECK':
      return void lists.inspections.push(inspectionOf(record))
    case 'ALTER':
      return void lists.changes.push(changeOf(record))
    case 'BRANCH':
      return void lists.branches.push(branchOf(record, context))
    default:
      return context.unknown.add('RecordXml', record.name)
  }
}

function emptyLists(): Filling {
  return {
    formerNames: [],
    permits: [],
    penalties: [],
    abnormalListings: [],
    seriousViolationListings: [],
    dishonestDebtorListings: [],
    inspections: [],
    changes: [],
    branches: [],
  }
}

/** First field of that name, trimmed; blank is null. */
function get(record: XmlElement, name: string): string | null {
  for (const child of record.children) if (child.name === name) return cellOf(child.text)
  return null
}

function decision(record: XmlElement, id: string, code: string, name: string): DecisionBase {
  return { sourceId: get(record, id), authority: authorityIn(get(record, code), get(record, name)) }
}

function pushName(names: string[], record: XmlElement): void {
  const name = get(record, 'entname')
  if (name !== null) names.push(name)
}

function permitOf(record: XmlElement): Permit {
  const end = endOf(get(record, 'valto'))
  return {
    ...decision(record, 'licid', 'licanth', 'licanth_cn'),
    number: get(record, 'licno'),
    name: get(record, 'licname_cn'),
    content: get(record, 'licitem'),
    validFrom: dayOf(get(record, 'valfrom')),
    validTo: end.to,
    validOpenEnded: end.open,
  }
}

function penaltyOf(record: XmlElement, { unknown }: Context): Penalty {
  const kinds = record.children.filter(({ name }) => name === 'CF_CFLB')
  return {
    ...decision(record, 'CF_ID', 'CF_CFJGDM', 'CF_CFJG'),
    documentNumber: get(record, 'CF_WSH'),
    violation: get(record, 'CF_WFXW'),
    legalBasis: get(record, 'CF_YJ'),
    kinds: kinds.map((kind) => {
      const coded = codedOf(penaltyKindOf, get(kind, 'dm'), get(kind, 'mc') ?? cellOf(kind.text))
      return unknown.seen('penalties.kinds', coded)
    }),
    content: get(record, 'CF_NR'),
    fine: amountOf(record, 'CF_NR_FK', 'penalties.fine', unknown),
    confiscated: amountOf(record, 'CF_NR_WFFF', 'penalties.confiscated', unknown),
    decidedOn: dayOf(get(record, 'CF_JDRQ')),
    publishedOn: dayOf(get(record, 'CF_GSRQ')),
    publicityUntil: dayOf(get(record, 'CF_GSJZQ')),
  }
}

/** 万元; the currency is stated, by number or letters, only where it is not yuan. */
function amountOf(record: XmlElement, name: string, field: string, unknown: UnknownCodes) {
  const currency = get(record, `${name}_BZ`)
  const cells = { amount: get(record, name), currencyCode: currency, currencyText: currency }
  return wanYuanOf(cells, field, unknown)
}

function abnormalOf(record: XmlElement, context: Context): AbnormalListing {
  const reason = codedOf(abnormalReasonOf, get(record, 'specause'), get(record, 'specause_cn'))
  return {
    ...decision(record, 'busexcid', 'decorg', 'decorg_cn'),
    kind: abnormalKindOf(get(record, 'lx'), context),
    reason: context.unknown.seen('abnormalListings.reason', reason),
    listedOn: dayOf(get(record, 'abntime')),
    ...removalOf(record),
  }
}

/** An individual business is marked, everybody else is listed. */
function abnormalKindOf(
  stated: string | null,
  { entityKind, unknown }: Context,
): AbnormalListing['kind'] {
  if (stated !== null && Object.hasOwn(ABNORMAL_KINDS, stated)) return ABNORMAL_KINDS[stated]!
  if (stated !== null) unknown.add('abnormalListings.kind', stated)
  return entityKind === 'INDIVIDUAL_BUSINESS' ? 'MARK' : 'LIST'
}

function seriousOf(record: XmlElement): SeriousViolationListing {
  return {
    ...decision(record, 'illid', 'decorg', 'decorg_cn'),
    reason: get(record, 'serillrea_cn'),
    documentNumber: get(record, 'decno'),
    listedOn: dayOf(get(record, 'abntime')),
    ...removalOf(record),
  }
}

function removalOf(
  record: XmlElement,
): Pick<AbnormalListing, 'removedOn' | 'removalReason' | 'removalAuthority'> {
  return {
    removedOn: dayOf(get(record, 'remdate')),
    removalReason: get(record, 'remexcpres_cn'),
    removalAuthority: authorityIn(get(record, 'redecorg'), get(record, 'redecorg_cn')),
  }
}

function debtorOf(record: XmlElement): DishonestDebtorListing {
  return {
    ...decision(record, 'sxid', 'courtcode', 'courtname'),
    caseNumber: get(record, 'casecode'),
    basisNumber: get(record, 'gistid'),
    basisUnit: get(record, 'gistunit'),
    filedOn: dayOf(get(record, 'regdate')),
    publishedOn: dayOf(get(record, 'publishdate')),
    duty: get(record, 'duty'),
    performance: get(record, 'performance'),
    conduct: get(record, 'disrupttypename'),
  }
}

function inspectionOf(record: XmlElement): Inspection {
  return {
    ...decision(record, 'insid', 'insauth', 'insauth_cn'),
    kind: get(record, 'instype_cn'),
    inspectedOn: dayOf(get(record, 'insdate')),
    result: get(record, 'insres_cn'),
  }
}

function changeOf(record: XmlElement): RegistrationChange {
  return {
    ...decision(record, 'altid', 'regorg', 'regorg_cn'),
    item: get(record, 'altitem_cn'),
    before: get(record, 'altbe'),
    after: get(record, 'altaf'),
    changedOn: dayOf(get(record, 'altdate')),
  }
}

function branchOf(record: XmlElement, { unknown }: Context): Branch {
  const code = get(record, 'uniscid')
  if (code !== null && !isUscc(code)) unknown.add('branches.uscc', code)
  return {
    uscc: code !== null && isUscc(code) ? code : null,
    registrationNumber: get(record, 'regno'),
    name: get(record, 'brname'),
    authority: authorityIn(get(record, 'regorg'), get(record, 'regorg_cn')),
  }
}
