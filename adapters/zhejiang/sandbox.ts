/** The pretend Zhejiang registry: checks signature, clock and parameters for real. Tests and demonstration only. */
import { randomBytes } from 'node:crypto'
import type { SearchFilter } from '../shared/contract.ts'
import type {
  SandboxContext,
  SandboxDefinition,
  SandboxReply,
  SandboxRequest,
} from '../shared/sandbox/server.ts'
import { STATE_OF_SEARCH_WORD } from './sandbox-codes.ts'
import { encodePart, encodeRecord, identityOf } from './sandbox-encode.ts'
import { decodeQuery, refusalOf } from './sandbox-signature.ts'
import type { DecodedQuery } from './sandbox-signature.ts'
import { LIST_NAMES, LIST_ROWS, MAX_CODES, SERVICES } from './wire.ts'
import type { Envelope, ListName, SearchRow } from './wire.ts'

export const zhejiangSandbox: SandboxDefinition = {
  province: 'ZHEJIANG',
  charset: 'utf-8',
  issueCredentials() {
    const keys = {
      accessKey: randomBytes(16).toString('hex'),
      secretKey: randomBytes(24).toString('hex'),
    }
    return { gateway: keys, registry: keys }
  },
  handle,
}

/** A request the service cannot serve; answered with code "01" and status 200. */
class ParameterError extends Error {}

type Parameters = ReadonlyMap<string, string>
type Service = (parameters: Parameters, context: SandboxContext) => Envelope<object>

const ROUTES: Readonly<Record<string, Service>> = {
  [SERVICES.base]: answerBase,
  [SERVICES.list]: answerList,
  [SERVICES.search]: answerSearch,
}

function handle(request: SandboxRequest, context: SandboxContext): SandboxReply {
  const query = decodeQuery(request.query)
  if (query === null) return reply(400, { message: 'Bad request' })
  const refusal = refusalOf(request, query, context)
  if (refusal !== null) return reply(401, { message: refusal })
  const service = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined
  if (service === undefined) return reply(401, { message: 'The route_id is forbidden.' })
  if (request.method !== 'GET') return reply(405, { message: 'Method not allowed' })
  try {
    return reply(200, service(parametersOf(query), context))
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error
    return reply(200, { code: '01', msg: `参数错误：${error.message}`, dataCount: 0, datas: [] })
  }
}

function answerBase(parameters: Parameters, { data }: SandboxContext): Envelope<object> {
  only(parameters, ['uniscId'])
  const codes = (parameters.get('uniscId') ?? '').split(',')
  if (codes.length > MAX_CODES) throw new ParameterError(`uniscId超过${MAX_CODES}个`)
  if (new Set(codes).size !== codes.length) throw new ParameterError('uniscId重复')
  const rows = codes.map(checkedCode).flatMap((code) => data.recordsOf(code).map(encodeRecord))
  return success(rows.length, rows)
}

function answerList(parameters: Parameters, { data }: SandboxContext): Envelope<object> {
  only(parameters, ['uniscId', 'mainIdentiId', 'listName', 'pageNum', 'pageSize'])
  const code = checkedCode(parameters.get('uniscId') ?? '')
  const name = parameters.get('listName') as ListName
  if (!LIST_NAMES.includes(name)) throw new ParameterError('listName')
  const record = data
    .recordsOf(code)
    .find((each, index) => identityOf(each, index) === parameters.get('mainIdentiId'))
  if (record === undefined) throw new ParameterError('mainIdentiId')
  const { offset, limit } = pageOf(parameters)
  const { dataCount, datas } = encodePart(record, name, offset, limit)
  return success(dataCount, datas)
}

function answerSearch(parameters: Parameters, { data }: SandboxContext): Envelope<SearchRow> {
  only(parameters, ['compNm', 'legalRepre', 'optState', 'pageNum', 'pageSize'])
  const { offset, limit } = pageOf(parameters)
  const { total, rows } = data.search(filterOf(parameters), offset, limit)
  return success(
    total,
    rows.map((record) => ({
      MAIN_IDENTI_ID: identityOf(record, 0),
      UNI_SOCIAL_CRD_CD: record.uscc ?? '\\N',
      REG_NO: record.registrationNumber ?? '\\N',
      COMP_NM: record.name ?? '\\N',
    })),
  )
}

function filterOf(parameters: Parameters): SearchFilter {
  const name = parameters.get('compNm')
  const principal = parameters.get('legalRepre')
  const word = parameters.get('optState')
  if (!name && !principal) throw new ParameterError('compNm、legalRepre至少填写一项')
  if (word !== undefined && !Object.hasOwn(STATE_OF_SEARCH_WORD, word)) {
    throw new ParameterError('optState')
  }
  return {
    ...(name ? { name } : {}),
    ...(principal ? { principal } : {}),
    ...(word === undefined ? {} : { state: STATE_OF_SEARCH_WORD[word]! }),
  }
}

function parametersOf(query: DecodedQuery): Parameters {
  const parameters = new Map(query)
  if (parameters.size !== query.length) throw new ParameterError('参数重复')
  return parameters
}

function only(parameters: Parameters, names: readonly string[]): void {
  for (const name of parameters.keys()) {
    if (!names.includes(name)) throw new ParameterError(name)
  }
}

const CODE = /^[0-9A-HJ-NP-RTUW-Y]{18}$/

function checkedCode(code: string): string {
  if (!CODE.test(code)) throw new ParameterError('uniscId')
  return code
}

function pageOf(parameters: Parameters): { readonly offset: number; readonly limit: number } {
  const number = positive(parameters, 'pageNum', 1_000_000)
  const limit = positive(parameters, 'pageSize', LIST_ROWS)
  return { offset: (number - 1) * limit, limit }
}

function positive(parameters: Parameters, name: string, most: number): number {
  const text = parameters.get(name) ?? ''
  const value = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > most) throw new ParameterError(name)
  return value
}

function success<R>(dataCount: number, datas: readonly R[]): Envelope<R> {
  return { code: '00', msg: '成功', dataCount, datas }
}

const HEADERS = { 'content-type': 'application/json;charset=UTF-8' }

function reply(status: number, body: object): SandboxReply {
  return { status, headers: HEADERS, body: Buffer.from(JSON.stringify(body), 'utf8') }
}
