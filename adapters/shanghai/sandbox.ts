/** Shanghai's pretend registry: its side of the protocol in README.md, over data of the model. */
import { randomBytes } from 'node:crypto'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { RegistryData } from '../shared/sandbox/registry-data.ts'
import type { SandboxContext, SandboxDefinition } from '../shared/sandbox/server.ts'
import type { SandboxReply, SandboxRequest } from '../shared/sandbox/server.ts'
import { Refusal, answer, refuse } from './sandbox-answer.ts'
import type { Answer, Form } from './sandbox-answer.ts'
import { LIST_NAMES, debtorRow, encodeList } from './sandbox-encode-lists.ts'
import { encodeBase } from './sandbox-encode.ts'
import type { WireRow } from './sandbox-encode.ts'
import { checkToken, codesOf, filterOf, readParameters, sliceOf } from './sandbox-parameters.ts'
import { textOf, wrong } from './sandbox-parameters.ts'
import type { Parameters, Slice } from './sandbox-parameters.ts'

interface Service {
  readonly form: Form
  readonly parameters: readonly string[]
  answer(parameters: Parameters, slice: Slice, data: RegistryData): Answer
}

const SERVICES: Readonly<Record<string, Service>> = {
  '/interface/SCJGJ/30001': { form: 'json', parameters: ['uniscid'], answer: entities },
  '/interface/SCJGJ/30002': { form: 'json', parameters: ['pripid', 'list'], answer: restOfList },
  '/interface/SCJGJ/30003': {
    form: 'json',
    parameters: ['entname', 'lerep', 'regstate'],
    answer: search,
  },
  '/interface/GJRMFY/30011': { form: 'xml', parameters: ['uniscid'], answer: debtors },
}

/** Rows of each list that come with the entity itself. */
const ROWS_WITHIN = 20

export const shanghaiSandbox: SandboxDefinition = {
  province: 'SHANGHAI',
  charset: 'utf-8',
  issueCredentials() {
    const token = randomBytes(24).toString('hex')
    return { gateway: { token }, registry: { token } }
  },
  handle(request, context) {
    const service = Object.hasOwn(SERVICES, request.path) ? SERVICES[request.path] : undefined
    try {
      return serve(service, request, context)
    } catch (failure) {
      if (failure instanceof Refusal) return refuse(service?.form ?? 'json', failure)
      throw failure
    }
  },
}

function serve(
  service: Service | undefined,
  request: SandboxRequest,
  { data, credentials }: SandboxContext,
): SandboxReply {
  checkToken(request, credentials.token!)
  if (service === undefined) throw new Refusal(404, '000404', '接口不存在')
  if (request.method !== 'POST') throw new Refusal(405, '000405', '仅支持POST')
  const parameters = readParameters(request, service.form, service.parameters)
  return answer(service.form, service.answer(parameters, sliceOf(parameters), data))
}

function entities(parameters: Parameters, slice: Slice, data: RegistryData): Answer {
  const found = known(codesOf(parameters), data)
  const rows = cut(found, slice).map(({ record, pripid }) => ({
    ...encodeBase(record, pripid),
    ...Object.fromEntries(LIST_NAMES.map((list) => [list, head(encodeList(record, list)!)])),
  }))
  return { total: found.length, rows }
}

function restOfList(parameters: Parameters, slice: Slice, data: RegistryData): Answer {
  const pripid = textOf(parameters, 'pripid') ?? ''
  const owner = known([pripid.slice(2, 20)], data).find((each) => each.pripid === pripid)
  if (owner === undefined) throw wrong('pripid不存在')
  const rows = encodeList(owner.record, textOf(parameters, 'list') ?? '')
  if (rows === null) throw wrong('list无此名称')
  return { total: rows.length, rows: cut(rows, slice) }
}

function debtors(parameters: Parameters, slice: Slice, data: RegistryData): Answer {
  const rows = known(codesOf(parameters), data).flatMap(({ record, pripid }) =>
    record.dishonestDebtorListings.map((entry) => debtorRow(entry, record, pripid)),
  )
  return { total: rows.length, rows: cut(rows, slice) }
}

function search(parameters: Parameters, { offset, limit }: Slice, data: RegistryData): Answer {
  const filter = filterOf(parameters)
  const { total, rows } = data.search(filter, offset, limit)
  const hits = rows.map(({ uscc, registrationNumber, name }) => ({
    uniscid: uscc,
    regno: registrationNumber,
    entname: highlighted(name, filter.name),
  }))
  return { total, rows: hits }
}

/** As search pages do: what was looked for stands between tags. */
function highlighted(name: string | null, part: string | undefined): string | null {
  return part === undefined || name === null ? name : name.replaceAll(part, `<em>${part}</em>`)
}

interface Known {
  readonly record: RegistryRecord
  readonly pripid: string
}

/** The registry's identity of an entity tells two with one code apart: SH, the code, a number. */
function known(codes: readonly string[], data: RegistryData): Known[] {
  return [...new Set(codes)].flatMap((code) =>
    data.recordsOf(code).map((record, i) => ({ record, pripid: `SH${code}${i + 1}` })),
  )
}

function head(rows: readonly WireRow[]): { total: number; rows: readonly WireRow[] } {
  return { total: rows.length, rows: rows.slice(0, ROWS_WITHIN) }
}

function cut<T>(rows: readonly T[], { offset, limit }: Slice): readonly T[] {
  return rows.slice(offset, offset + limit)
}
