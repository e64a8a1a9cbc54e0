/** What callers of the pretend registry send: read strictly, as the registry would. */
import { timingSafeEqual } from 'node:crypto'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { SearchFilter } from '../shared/contract.ts'
import type { SandboxRequest } from '../shared/sandbox/server.ts'
import { Refusal } from './sandbox-answer.ts'
import type { Form } from './sandbox-answer.ts'
import { STATES } from './sandbox-codes.ts'

export type Parameters = Readonly<Record<string, unknown>>

export interface Slice {
  readonly limit: number
  readonly offset: number
}

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 200
const MAX_CODES = 100

export function checkToken(request: SandboxRequest, expected: string): void {
  const given = request.headers.token
  if (typeof given !== 'string' || !sameText(given, expected)) {
    throw new Refusal(401, '000401', 'token无效或已过期')
  }
}

/** @throws {Refusal} wrong content type, unreadable body, or a parameter the service does not have. */
export function readParameters(
  request: SandboxRequest,
  form: Form,
  names: readonly string[],
): Parameters {
  const type = String(request.headers['content-type'] ?? '').split(';', 1)[0]
  if (type !== `application/${form}`) throw wrong(`Content-Type应为application/${form}`)
  const text = request.body.toString('utf8')
  const parameters = form === 'json' ? fromJson(text) : fromXml(text)
  const extra = Object.keys(parameters).find(
    (name) => ![...names, 'limit', 'offset'].includes(name),
  )
  if (extra !== undefined) throw wrong(`未知参数${extra}`)
  return parameters
}

export function sliceOf(parameters: Parameters): Slice {
  const limit = wholeNumber(parameters, 'limit', DEFAULT_LIMIT)
  const offset = wholeNumber(parameters, 'offset', 0)
  if (limit < 1 || limit > MAX_LIMIT) throw wrong(`limit应为1至${MAX_LIMIT}`)
  return { limit, offset }
}

/** Codes in one field, parted by commas. */
export function codesOf(parameters: Parameters): readonly string[] {
  const codes = textOf(parameters, 'uniscid')?.split(',') ?? []
  if (codes.length < 1 || codes.length > MAX_CODES) throw wrong(`uniscid应为1至${MAX_CODES}个`)
  if (codes.some((code) => !/^[0-9A-HJ-NP-RTUW-Y]{18}$/.test(code))) throw wrong('uniscid格式错误')
  return codes
}

export function filterOf(parameters: Parameters): SearchFilter {
  const name = textOf(parameters, 'entname')
  const principal = textOf(parameters, 'lerep')
  if (name === undefined && principal === undefined) throw wrong('entname、lerep至少填一项')
  const state = stateOf(textOf(parameters, 'regstate'))
  return {
    ...(name === undefined ? {} : { name }),
    ...(principal === undefined ? {} : { principal }),
    ...(state === undefined ? {} : { state }),
  }
}

export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw wrong(`${name}应为非空文本`)
  return value
}

export function wrong(message: string): Refusal {
  return new Refusal(200, '000400', `参数错误：${message}`)
}

function stateOf(code: string | undefined): EntityState | undefined {
  if (code === undefined) return undefined
  const row = STATES.find(([, each]) => each === code)
  if (row === undefined) throw wrong('regstate无此代码')
  return row[0]
}

function fromJson(text: string): Parameters {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Parameters
    }
  } catch {
    // answered below, in the registry's words
  }
  throw wrong('请求正文不是JSON对象')
}

/** `<map><name>text</name>…</map>` and nothing else: no attributes, entities or nesting. */
function fromXml(text: string): Parameters {
  const inner = /^<map>((?:<(\w+)>[^<>&]*<\/\2>)*)<\/map>$/.exec(text)?.[1]
  if (inner === undefined) throw wrong('请求正文不是<map></map>')
  const pairs = [...inner.matchAll(/<(\w+)>([^<]*)</g)].map(([, name, value]) => [name!, value!])
  return Object.fromEntries(pairs) as Parameters
}

function wholeNumber(parameters: Parameters, name: string, otherwise: number): number {
  const value = parameters[name] ?? otherwise
  if (!/^\d{1,9}$/.test(String(value))) throw wrong(`${name}应为非负整数`)
  return Number(value)
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
