/**
 * Jiangsu's registry, pretended: the other side of the protocol in README.md. It shares the names of
 * columns (wire.ts) with the adapter and nothing else.
 */
import { randomBytes } from 'node:crypto'
import iconv from 'iconv-lite'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { SearchFilter } from '../shared/contract.ts'
import type { RegistryData } from '../shared/sandbox/registry-data.ts'
import type { SandboxDefinition, SandboxReply } from '../shared/sandbox/server.ts'
import { stateOfStatus } from './sandbox-codes.ts'
import { countRows, encodeRows } from './sandbox-encode-rows.ts'
import { encodeBase, encodeListRow } from './sandbox-encode.ts'
import { readRequest, Refusal, type Form } from './sandbox-request.ts'
import type { Triple } from './wire.ts'

export const jiangsuSandbox: SandboxDefinition = {
  province: 'JIANGSU',
  charset: 'gb18030',
  issueCredentials() {
    const secretKey = randomBytes(32).toString('hex')
    const credentials = { userId: 'xugou-gateway', secretKey }
    return { gateway: credentials, registry: credentials }
  },
  handle(request, context) {
    if (request.path !== '/infoQueryServlet.json') return reply(404, {})
    if (request.method !== 'POST') return reply(405, {})
    try {
      const form = readRequest(request, context)
      const answer = SERVICES.get(form.get('specificQuery') ?? '')
      if (answer === undefined) throw new Refusal('E201', '服务不存在')
      return reply(200, { RESULT_CODE: '0', RESULT_MSG: '成功', ...answer(form, context.data) })
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      return reply(200, { RESULT_CODE: refusal.code, RESULT_MSG: refusal.message })
    }
  },
}

interface Answer {
  readonly TOTAL: number
  readonly items: readonly object[]
}

const SERVICES: ReadonlyMap<string, (form: Form, data: RegistryData) => Answer> = new Map([
  ['queryCorpBase', answerBase],
  ['queryCorpRecords', answerRecords],
  ['queryCorpList', answerList],
])

function answerBase(form: Form, data: RegistryData): Answer {
  const code = textField(form, 'REG_NO')
  const items = entitiesOf(code, data).map((record, i) =>
    encodeBase(record, tripleOf(code, i, record), countRows(record)),
  )
  return { TOTAL: items.length, items }
}

function answerRecords(form: Form, data: RegistryData): Answer & Triple {
  const [ID, SEQ_ID] = [textField(form, 'ID'), textField(form, 'SEQ_ID')]
  const record = entitiesOf(ID, data)[Number(SEQ_ID) - 1]
  if (record === undefined) throw new Refusal('E201', '主键不存在')
  const triple = tripleOf(ID, Number(SEQ_ID) - 1, record)
  if (triple.ORG !== form.get('ORG')) throw new Refusal('E201', '主键不存在')
  const { from, size, ...page } = pageOf(form, 200)
  const rows = encodeRows(record)
  return { ...triple, ...page, TOTAL: rows.length, items: rows.slice(from, from + size) }
}

function answerList(form: Form, data: RegistryData): Answer {
  const { from, size, ...page } = pageOf(form, 100)
  const filter = filterOf(form)
  if (filter === null) return { ...page, TOTAL: 0, items: [] }
  const { total, rows } = data.search(filter, from, size)
  return { ...page, TOTAL: total, items: rows.map(encodeListRow) }
}

/** Null when nothing can match: names are stored with full-width brackets and compared literally. */
function filterOf(form: Form): SearchFilter | null {
  const [name, principal] = [form.get('CORP_NAME'), form.get('OPER_MAN_NAME')]
  if (!name && !principal) throw new Refusal('E201', '查询条件不足')
  if (/[()]/.test(`${name}${principal}`)) return null
  const code = form.get('CORP_STATUS_CODE')
  const state = code === undefined ? null : stateOfStatus(code)
  if (code !== undefined && state === null) throw new Refusal('E201', '登记状态代码错误')
  return {
    ...(name ? { name } : {}),
    ...(principal ? { principal } : {}),
    ...(state === null ? {} : { state }),
  }
}

/** By length: 18 is a credit code, everything else a registration number. */
function entitiesOf(code: string, data: RegistryData): readonly RegistryRecord[] {
  return code.length === 18 ? data.recordsOf(code) : data.recordsOfNumber(code)
}

/** Two entities under one code differ in SEQ_ID. ORG is the office that keeps the file. */
function tripleOf(code: string, index: number, record: RegistryRecord): Triple {
  const ORG = record.registration?.authority?.code || '320000'
  return { ID: code, ORG, SEQ_ID: String(index + 1) }
}

function textField(form: Form, name: string): string {
  const text = form.get(name)
  if (!text) throw new Refusal('E201', `缺少参数${name}`)
  return text
}

function pageOf(form: Form, most: number) {
  const [curPage, pageSize] = [Number(form.get('curPage')), Number(form.get('pageSize'))]
  if (!Number.isInteger(curPage) || curPage < 1) throw new Refusal('E201', '页码错误')
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > most) {
    throw new Refusal('E201', '每页条数错误')
  }
  return { curPage, pageSize, from: (curPage - 1) * pageSize, size: pageSize }
}

function reply(status: number, envelope: object): SandboxReply {
  const body = iconv.encode(JSON.stringify(envelope), 'gb18030')
  return { status, headers: { 'content-type': 'application/json;charset=GB18030' }, body }
}
