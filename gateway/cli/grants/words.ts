/** What the verbs of `ydelta grants` have in common. */
import { PROVINCES, provinceOfSlug } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../audit/csv.ts'
import type { GatewayAccess } from './gateway-client.ts'
import { jsonLine } from './safe-output.ts'

export const GATEWAY_OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  token: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const TABLE_OPTIONS = { ...GATEWAY_OPTIONS, csv: { type: 'boolean' } } as const

/** @throws {FederationError} `USAGE`. */
export function accessOf(values: {
  readonly url: string
  readonly token?: string | undefined
}): GatewayAccess {
  const token = values.token ?? process.env['YDELTA_TOKEN'] ?? ''
  if (token === '') throw usage('请用--token或环境变量YDELTA_TOKEN给出访问令牌')
  if (!URL.canParse(values.url)) throw usage('--url不是网址')
  return { url: values.url, token }
}

/** @throws {FederationError} `USAGE`. */
export function provinceWord(word: string | undefined): Province {
  const province = provinceOfSlug(word?.toLowerCase() ?? '')
  if (province !== null) return province
  throw usage(`请写明省市：${PROVINCES.map((each) => each.toLowerCase()).join('、')}`)
}

/** One word. @throws {FederationError} `USAGE`. */
export function onlyWord(positionals: readonly string[], what: string): string {
  const [word, ...more] = positionals
  if (word === undefined || more.length > 0) throw usage(`请写明${what}`)
  return word
}

export function requiredOption(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw usage(`请用--${option}写明`)
  return value
}

export function usage(problem: string): FederationError {
  return new FederationError('USAGE', { problem })
}

export interface Told<T> {
  readonly values: { readonly json?: boolean | undefined; readonly csv?: boolean | undefined }
  readonly rows: readonly T[]
  readonly heads: readonly string[]
  readonly cellsOf: (row: T) => readonly string[]
  readonly linesOf: (row: T) => readonly string[]
  readonly none: string
}

/** Lines for people; one object a line; or a table. Texts are neutralised by then or here. */
export function tellAll<T>({ values, rows, heads, cellsOf, linesOf, none }: Told<T>): void {
  if (values.csv === true) {
    const lines = [heads, ...rows.map(cellsOf)].map(csvLine)
    process.stdout.write(BYTE_ORDER_MARK + lines.join(''))
  } else if (values.json === true) rows.forEach((row) => writeLine(jsonLine(row)))
  else if (rows.length === 0) writeLine(none)
  else rows.forEach((row) => linesOf(row).forEach(writeLine))
}

export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
