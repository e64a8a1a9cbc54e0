/** The model's statements → rows of the lists. */
import type { Money } from '../../schemas/model/money.ts'
import type {
  AbnormalListing,
  Branch,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  Permit,
  RegistrationChange,
  RegistryRecord,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { ABNORMAL_REASONS, CURRENCIES, PENALTY_KINDS, writtenOf } from './sandbox-codes.ts'
import { encodeAuthority, encodeEnd, wanYuan } from './sandbox-encode.ts'
import type { WireRow } from './sandbox-encode.ts'

/** All rows of one list, by its name on the wire; null for a list that does not exist. */
export function encodeList(record: RegistryRecord, list: string): readonly WireRow[] | null {
  switch (list) {
    case 'xzxk':
      return record.permits.map(permitRow)
    case 'xzcf':
      return record.penalties.map((penalty) => penaltyRow(penalty, record))
    case 'jyyc':
      return record.abnormalListings.map(abnormalRow)
    case 'yzwf':
      return record.seriousViolationListings.map(seriousRow)
    case 'ccjc':
      return record.inspections.map(inspectionRow)
    case 'bgxx':
      return record.changes.map(changeRow)
    case 'fzjg':
      return record.branches.map(branchRow)
    default:
      return null
  }
}

export const LIST_NAMES = ['xzxk', 'xzcf', 'jyyc', 'yzwf', 'ccjc', 'bgxx', 'fzjg']

function permitRow(permit: Permit): WireRow {
  return {
    licid: permit.sourceId,
    licno: permit.number,
    licname_cn: permit.name,
    licitem: permit.content,
    valfrom: permit.validFrom,
    valto: encodeEnd(permit.validTo, permit.validOpenEnded),
    ...encodeAuthority(permit.authority, 'licanthcode', 'licanth'),
  }
}

function penaltyRow(penalty: Penalty, party: RegistryRecord): WireRow {
  const kinds = penalty.kinds.map((kind) => writtenOf(PENALTY_KINDS, kind))
  return {
    CF_ID: penalty.sourceId,
    CF_WSH: penalty.documentNumber,
    CF_XDR_MC: party.name,
    CF_XDR_SHXYM: party.uscc,
    CF_XDR_GSZC: party.registrationNumber,
    CF_WFXW: penalty.violation,
    CF_YJ: penalty.legalBasis,
    CF_CFLB: kinds.map(({ code }) => code),
    CF_CFLB_CN: kinds.map(({ text }) => text),
    CF_NR: penalty.content,
    ...amount(penalty.fine, 'CF_NR_FK'),
    ...amount(penalty.confiscated, 'CF_NR_WFFF'),
    CF_JDRQ: slashed(penalty.decidedOn),
    CF_GSRQ: slashed(penalty.publishedOn),
    CF_GSJZQ: slashed(penalty.publicityUntil),
    ...encodeAuthority(penalty.authority, 'CF_CFJGDM', 'CF_CFJG'),
  }
}

/** Fines are in yuan; one in another currency names it. */
function amount(money: Money | null, field: string): WireRow {
  if (money === null) return {}
  const written = { [field]: wanYuan(money) }
  if (money.currency === 'CNY') return written
  return { ...written, [`${field}_BZ`]: CURRENCIES[money.currency]?.[0] ?? money.currency }
}

function abnormalRow(entry: AbnormalListing): WireRow {
  const reason = writtenOf(ABNORMAL_REASONS, entry.reason)
  return {
    busexclist: entry.sourceId,
    listtype: entry.kind === 'LIST' ? '1' : '2',
    specause: reason.code,
    specause_cn: reason.text,
    abntime: entry.listedOn,
    ...encodeAuthority(entry.authority, 'decorg', 'decorg_cn'),
    ...removal(entry),
  }
}

function seriousRow(entry: SeriousViolationListing): WireRow {
  return {
    illid: entry.sourceId,
    serillrea_cn: entry.reason,
    decno: entry.documentNumber,
    abntime: entry.listedOn,
    ...encodeAuthority(entry.authority, 'decorg', 'decorg_cn'),
    ...removal(entry),
  }
}

function removal(entry: AbnormalListing | SeriousViolationListing): WireRow {
  return {
    remdate: entry.removedOn,
    remexcpres_cn: entry.removalReason,
    ...encodeAuthority(entry.removalAuthority, 'redecorg', 'redecorg_cn'),
  }
}

function inspectionRow(entry: Inspection): WireRow {
  return {
    insid: entry.sourceId,
    instype_cn: entry.kind,
    insdate: entry.inspectedOn,
    insres_cn: entry.result,
    ...encodeAuthority(entry.authority, 'insauth', 'insauth_cn'),
  }
}

function changeRow(entry: RegistrationChange): WireRow {
  return {
    altid: entry.sourceId,
    altitem_cn: entry.item,
    altbe: entry.before,
    altaf: entry.after,
    altdate: entry.changedOn,
    ...encodeAuthority(entry.authority, 'altorg', 'altorg_cn'),
  }
}

function branchRow(entry: Branch): WireRow {
  return {
    uniscid: entry.uscc,
    regno: entry.registrationNumber,
    brname: entry.name,
    ...encodeAuthority(entry.authority, 'regorg', 'regorg_cn'),
  }
}

/** The court's row. Its number of the party is masked: rows are joined by the exchange, not by it. */
export function debtorRow(
  entry: DishonestDebtorListing,
  party: RegistryRecord,
  pripid: string,
): WireRow {
  const code = party.uscc ?? ''
  return {
    pripid,
    uniscid: party.uscc,
    id: entry.sourceId,
    iname: party.name,
    partyTypeName: '1',
    cardNum: `${code.slice(0, 8)}****${code.slice(12)}`,
    businessEntity: party.registration?.principal?.name,
    ...encodeAuthority(entry.authority, 'courtCode', 'courtName'),
    caseCode: entry.caseNumber,
    gistId: entry.basisNumber,
    gistUnit: entry.basisUnit,
    regDate: entry.filedOn?.replaceAll('-', ''),
    publishDate: entry.publishedOn === null ? null : inChinese(entry.publishedOn),
    duty: entry.duty,
    performance: entry.performance,
    disruptTypeName: entry.conduct,
  }
}

function slashed(day: string | null): string | undefined {
  return day?.replaceAll('-', '/')
}

function inChinese(day: string): string {
  return `${day.slice(0, 4)}年${day.slice(5, 7)}月${day.slice(8)}日`
}
