/** The pretend Anhui registry: this protocol's other side, strict. README.md describes it. */
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { RegistryData } from '../shared/sandbox/registry-data.ts'
import type { SandboxDefinition, SandboxReply, SandboxRequest } from '../shared/sandbox/server.ts'
import { encodeEntity, encodeHit, encodeRecordsPage } from './sandbox-encode.ts'
import { STATE_FILTERS } from './sandbox-codes.ts'
import { issueCredentials } from './sandbox-credentials.ts'
import { admit, Refusal } from './sandbox-verify.ts'

export const anhuiSandbox: SandboxDefinition = {
  province: 'ANHUI',
  charset: 'utf-8',
  issueCredentials,
  handle(request, { data, credentials, now }) {
    const service = Object.hasOwn(SERVICES, request.path) ? SERVICES[request.path] : undefined
    if (service === undefined) return plain(404, 'no such service')
    if (request.method !== 'POST') return plain(405, 'POST only')
    if (!isForm(request)) return plain(415, 'form only')
    try {
      const content = admit(request.body.toString('utf8'), credentials, now)
      return success(service(data, contentOf(content)))
    } catch (refusal) {
      if (refusal instanceof Refusal) return failure(refusal.code, refusal.message)
      throw refusal
    }
  },
}

interface Rows {
  readonly rows: readonly object[]
  readonly total: number
}
type Content = Readonly<Record<string, unknown>>

const SERVICES: Readonly<Record<string, (data: RegistryData, content: Content) => Rows>> = {
  '/openapi/ent/queryBase': queryBase,
  '/openapi/ent/queryRecord': queryRecord,
  '/openapi/ent/queryList': queryList,
}
const PAGE_SIZE = 100

function queryBase(data: RegistryData, content: Content): Rows {
  const code = textIn(content, 'uniscid')
  const rows = data
    .recordsOf(code)
    .map((record, i) => encodeEntity(record, pripidOf(code, i), PAGE_SIZE))
    .flatMap((row) => (isJoinedTwice(code) ? [row, withBlanks(row)] : [row]))
  return { rows, total: rows.length }
}

function queryRecord(data: RegistryData, content: Content): Rows {
  const pripid = textIn(content, 'pripid')
  const record = recordOfPripid(data, pripid)
  if (record === undefined) return { rows: [], total: 0 }
  const page = pageIn(content)
  const { row, total } = encodeRecordsPage(record, pripid, page, PAGE_SIZE)
  return { rows: [row], total }
}

function queryList(data: RegistryData, content: Content): Rows {
  const name = textIn(content, 'entname')
  const principal = textIn(content, 'lerep')
  const state = textIn(content, 'corpStatusString')
  if (name === '' && principal === '') throw new Refusal('PARAM_ERROR', 'entname和lerep不能都为空')
  if (state !== '' && !Object.hasOwn(STATE_FILTERS, state)) {
    throw new Refusal('PARAM_ERROR', 'corpStatusString无效')
  }
  const filter = {
    ...(name === '' ? {} : { name }),
    ...(principal === '' ? {} : { principal }),
    ...(state === '' ? {} : { state: STATE_FILTERS[state]! }),
  }
  const found = data.search(filter, (pageIn(content) - 1) * PAGE_SIZE, PAGE_SIZE)
  const rows = found.rows.map((record) => encodeHit(record, name, principal))
  return { rows, total: found.total }
}

/** 省代码 + code + number of the row: unique, and the row is found again without a table. */
function pripidOf(code: string, index: number): string {
  return `34${code}${String(index).padStart(2, '0')}`
}

function recordOfPripid(data: RegistryData, pripid: string): RegistryRecord | undefined {
  const match = /^34(.{18})(\d{2})$/.exec(pripid)
  return match === null ? undefined : data.recordsOf(match[1]!)[Number(match[2])]
}

/** Every fifth entity comes twice, as if two tables were joined without care. */
function isJoinedTwice(code: string): boolean {
  const sum = [...code].reduce((total, char) => total + char.charCodeAt(0), 0)
  return sum % 5 === 0
}

function withBlanks(row: Readonly<Record<string, unknown>>): object {
  return { ...row, uniscid: `${String(row.uniscid)}  `, dom: `${String(row.dom ?? '')}  ` }
}

function contentOf(content: unknown): Content {
  if (typeof content === 'object' && content !== null) return content as Content
  throw new Refusal('PARAM_ERROR', 'content应为JSON对象')
}

function textIn(content: Content, name: string): string {
  const value = content[name]
  if (typeof value !== 'string') throw new Refusal('PARAM_ERROR', `${name}应为字符串`)
  return value
}

function pageIn(content: Content): number {
  const { pageno: page, pagesize: size } = content
  if (!Number.isSafeInteger(page) || (page as number) < 1 || size !== PAGE_SIZE) {
    throw new Refusal('PARAM_ERROR', `pageno应从1开始，pagesize应为${PAGE_SIZE}`)
  }
  return page as number
}

function isForm(request: SandboxRequest): boolean {
  return String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded')
}

function success({ rows, total }: Rows): SandboxReply {
  return envelope({ IsSuccess: true, Result: '1', TotalCount: total, DataList: rows })
}

function failure(ErrorCode: string, Message: string): SandboxReply {
  return envelope({ IsSuccess: false, Result: '0', Message, ErrorCode })
}

/** Failures too come with status 200. */
function envelope(parts: object): SandboxReply {
  const body = {
    TotalCount: 0,
    DataType: 'JSON',
    Message: '查询成功',
    ErrorFieldList: [],
    DataList: [],
    ErrorCode: '',
    ExceptionMessage: '',
    ...parts,
  }
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: Buffer.from(JSON.stringify(body), 'utf8') }
}

function plain(status: number, text: string): SandboxReply {
  return { status, headers: { 'content-type': 'text/plain' }, body: Buffer.from(text) }
}
