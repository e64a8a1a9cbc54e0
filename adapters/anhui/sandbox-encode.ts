/** The federation's record → rows of the Anhui registry. The pretend registry's side. */
import type { Registration, RegistryRecord, Relocation } from '../../schemas/model/record.ts'
import { encodeRecords } from './sandbox-encode-records.ts'
import { authorityCells, currencyNumberOf, currencyTextOf, endOf } from './sandbox-encode-values.ts'
import { timestampOf, wanYuanOf } from './sandbox-encode-values.ts'
import { xmlDocument } from './sandbox-encode-xml.ts'
import type { XmlField } from './sandbox-encode-xml.ts'
import { cellsOf, ENTITY_TYPES, ROLE_TEXTS, STATES } from './sandbox-codes.ts'

type WireRow = Readonly<Record<string, string | number | null>>

/** The base row with the first page of its records. `pripid` identifies the row for further pages. */
export function encodeEntity(record: RegistryRecord, pripid: string, pageSize: number): WireRow {
  const records = encodeRecords(record)
  return {
    pripid,
    uniscid: padded(record.uscc),
    regno: padded(record.registrationNumber),
    entname: record.name,
    ...registrationCells(record.registration),
    fzjgbz: record.headOffice === null ? '' : '1',
    zjguniscid: record.headOffice?.uscc ?? '',
    zjgentname: record.headOffice?.name ?? '',
    RecordTotal: records.length,
    RecordXml: pageXml(records, 1, pageSize),
  }
}

/** A row of the records service: the sibling tables' names for name and code. */
export function encodeRecordsPage(
  record: RegistryRecord,
  pripid: string,
  page: number,
  pageSize: number,
): { readonly row: WireRow; readonly total: number } {
  const records = encodeRecords(record)
  const row = {
    pripid,
    lgl_name: padded(record.name),
    lgl_credit_no: padded(record.uscc),
    RecordXml: pageXml(records, page, pageSize),
  }
  return { row, total: records.length }
}

/** A search hit; what was looked for is highlighted. */
export function encodeHit(record: RegistryRecord, name: string, principal: string): WireRow {
  const { registration } = record
  return {
    uniscid: padded(record.uscc),
    regno: record.registrationNumber,
    entname: highlighted(record.name, name),
    legelRep: highlighted(registration?.principal?.name ?? null, principal),
    corpStatusString: registration === null ? '' : cellsOf(STATES, registration.state).text,
    entTypeCn: registration === null ? '' : cellsOf(ENTITY_TYPES, registration.entityType).text,
    historyName: record.formerNames.join(';'),
  }
}

function pageXml(records: readonly XmlField[], page: number, pageSize: number): string {
  return xmlDocument(records.slice((page - 1) * pageSize, page * pageSize))
}

function registrationCells(registration: Registration | null): WireRow {
  if (registration === null) return {}
  const { capital, principal, industry } = registration
  const type = cellsOf(ENTITY_TYPES, registration.entityType)
  const state = cellsOf(STATES, registration.state)
  const [regorg, regorgName] = authorityCells(registration.authority)
  return {
    enttype: type.code,
    enttype_cn: type.text,
    regstate: state.code,
    dmms: state.text,
    lerep: principal?.name ?? null,
    lereptype_cn: principal === null ? null : ROLE_TEXTS[principal.role],
    regcap: wanYuanOf(capital),
    regcapcur: currencyNumberOf(capital),
    regcapcur_cn: currencyTextOf(capital),
    estdate: timestampOf(registration.establishedOn),
    apprdate: timestampOf(registration.approvedOn),
    opfrom: timestampOf(registration.termFrom),
    opto: endOf(registration.termTo, registration.termOpenEnded),
    dom: registration.address,
    opscope: registration.scope,
    industryco: industry?.code ?? '',
    industryver: industry?.edition === 'GB/T 4754-2017' ? '2017' : '',
    regorg,
    regorg_cn: regorgName,
    ...relocationCells('qc', registration.movedOut),
    ...relocationCells('qr', registration.movedIn),
  }
}

/** 迁出 (`qc`) or 迁入 (`qr`): flag, other side, day, day on which the file was handed over. */
function relocationCells(prefix: 'qc' | 'qr', relocation: Relocation | null): WireRow {
  if (relocation === null) return { [`${prefix}bz`]: '' }
  const [code, name] = authorityCells(relocation.authority)
  return {
    [`${prefix}bz`]: '1',
    [`${prefix}jg`]: code,
    [`${prefix}jg_cn`]: name,
    [`${prefix}rq`]: timestampOf(relocation.on),
    [`${prefix}dayjrq`]: timestampOf(relocation.fileHandedOverOn),
  }
}

/** Columns of fixed width: values arrive with trailing blanks. */
function padded(text: string | null): string {
  return text === null ? '' : `${text} `
}

function highlighted(text: string | null, part: string): string | null {
  if (text === null || part === '' || !text.includes(part)) return text
  return text.replaceAll(part, () => `<font color="red">${part}</font>`)
}
