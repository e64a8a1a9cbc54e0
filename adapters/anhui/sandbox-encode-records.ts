/** A record's lists → the elements of the XML document, in one order over all kinds. */
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
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import { authorityCells, chineseDay, compactDay, endOf } from './sandbox-encode-values.ts'
import { currencyNumberOf, timestampOf, wanYuanOf } from './sandbox-encode-values.ts'
import type { XmlField } from './sandbox-encode-xml.ts'
import { ABNORMAL_REASONS, cellsOf, PENALTY_KINDS } from './sandbox-codes.ts'

/** All of them; the services cut pages out of this. */
export function encodeRecords(record: RegistryRecord): readonly XmlField[] {
  return [
    ...record.formerNames.map((name): XmlField => ['HISNAME', [['entname', name]]]),
    ...record.permits.map(licence),
    ...record.penalties.map(penalty),
    ...record.abnormalListings.map(abnormal),
    ...record.seriousViolationListings.map(serious),
    ...record.dishonestDebtorListings.map(debtor),
    ...record.inspections.map(check),
    ...record.changes.map(alter),
    ...record.branches.map(branch),
  ]
}

function decision(row: DecisionBase, id: string, code: string, name: string): readonly XmlField[] {
  const [authorityCode, authorityName] = authorityCells(row.authority)
  return [
    [id, row.sourceId ?? ''],
    [code, authorityCode],
    [name, authorityName],
  ]
}

function licence(row: Permit): XmlField {
  return [
    'LICENCE',
    [
      ...decision(row, 'licid', 'licanth', 'licanth_cn'),
      ['licno', row.number ?? ''],
      ['licname_cn', row.name ?? ''],
      ['licitem', row.content ?? ''],
      ['valfrom', timestampOf(row.validFrom)],
      ['valto', endOf(row.validTo, row.validOpenEnded)],
    ],
  ]
}

function penalty(row: Penalty): XmlField {
  return [
    'PENALTY',
    [
      ...decision(row, 'CF_ID', 'CF_CFJGDM', 'CF_CFJG'),
      ['CF_WSH', row.documentNumber ?? ''],
      ['CF_WFXW', row.violation ?? ''],
      ['CF_YJ', row.legalBasis ?? ''],
      ...row.kinds.map((kind): XmlField => {
        const { code, text } = cellsOf(PENALTY_KINDS, kind)
        return [
          'CF_CFLB',
          [
            ['dm', code],
            ['mc', text],
          ],
        ]
      }),
      ['CF_NR', row.content ?? ''],
      ...amount('CF_NR_FK', row.fine),
      ...amount('CF_NR_WFFF', row.confiscated),
      ['CF_JDRQ', timestampOf(row.decidedOn)],
      ['CF_GSRQ', timestampOf(row.publishedOn)],
      ['CF_GSJZQ', timestampOf(row.publicityUntil)],
    ],
  ]
}

/** Yuan goes without saying. */
function amount(name: string, money: Penalty['fine']): readonly XmlField[] {
  const value: XmlField = [name, wanYuanOf(money)]
  if (money === null || money.currency === 'CNY') return [value]
  return [value, [`${name}_BZ`, currencyNumberOf(money) || money.currency]]
}

function abnormal(row: AbnormalListing): XmlField {
  const { code, text } = cellsOf(ABNORMAL_REASONS, row.reason)
  return [
    'ABNORMAL',
    [
      ...decision(row, 'busexcid', 'decorg', 'decorg_cn'),
      ['lx', row.kind === 'MARK' ? '2' : '1'],
      ['specause', code],
      ['specause_cn', text],
      ['abntime', timestampOf(row.listedOn)],
      ...removal(row),
    ],
  ]
}

function serious(row: SeriousViolationListing): XmlField {
  return [
    'SERIOUSILL',
    [
      ...decision(row, 'illid', 'decorg', 'decorg_cn'),
      ['serillrea_cn', row.reason ?? ''],
      ['decno', row.documentNumber ?? ''],
      ['abntime', timestampOf(row.listedOn)],
      ...removal(row),
    ],
  ]
}

function removal(row: AbnormalListing | SeriousViolationListing): readonly XmlField[] {
  const [code, name] = authorityCells(row.removalAuthority)
  return [
    ['remdate', timestampOf(row.removedOn)],
    ['remexcpres_cn', row.removalReason ?? ''],
    ['redecorg', code],
    ['redecorg_cn', name],
  ]
}

function debtor(row: DishonestDebtorListing): XmlField {
  return [
    'SXBZXR',
    [
      ...decision(row, 'sxid', 'courtcode', 'courtname'),
      ['casecode', row.caseNumber ?? ''],
      ['gistid', row.basisNumber ?? ''],
      ['gistunit', row.basisUnit ?? ''],
      ['regdate', compactDay(row.filedOn)],
      ['publishdate', chineseDay(row.publishedOn)],
      ['duty', row.duty ?? ''],
      ['performance', row.performance ?? ''],
      ['disrupttypename', row.conduct ?? ''],
    ],
  ]
}

function check(row: Inspection): XmlField {
  return [
    'CHECK',
    [
      ...decision(row, 'insid', 'insauth', 'insauth_cn'),
      ['instype_cn', row.kind ?? ''],
      ['insdate', timestampOf(row.inspectedOn)],
      ['insres_cn', row.result ?? ''],
    ],
  ]
}

function alter(row: RegistrationChange): XmlField {
  return [
    'ALTER',
    [
      ...decision(row, 'altid', 'regorg', 'regorg_cn'),
      ['altitem_cn', row.item ?? ''],
      ['altbe', row.before ?? ''],
      ['altaf', row.after ?? ''],
      ['altdate', timestampOf(row.changedOn)],
    ],
  ]
}

function branch(row: Branch): XmlField {
  const [code, name] = authorityCells(row.authority)
  return [
    'BRANCH',
    [
      ['uniscid', row.uscc ?? ''],
      ['regno', row.registrationNumber ?? ''],
      ['brname', row.name ?? ''],
      ['regorg', code],
      ['regorg_cn', name],
    ],
  ]
}
