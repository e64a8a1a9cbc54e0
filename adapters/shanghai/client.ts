/** Shanghai's services over HTTP: what is asked, page by page until all rows are there. */
import type { SearchFilter } from '../shared/contract.ts'
import { provinceError } from '../shared/failure.ts'
import type { Upstream } from '../shared/upstream.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { sourceStatesOf } from './codes.ts'
import { readJson, readXml } from './envelope.ts'
import type { AnswerPage } from './envelope.ts'
import type { ListName, Row } from './wire.ts'

/** `/interface/{dept}/{id}`. */
const PATHS = {
  entities: '/interface/SCJGJ/30001',
  list: '/interface/SCJGJ/30002',
  search: '/interface/SCJGJ/30003',
  debtors: '/interface/GJRMFY/30011',
} as const

/** Most rows the registry gives a call; it gives 20 when not asked. */
const ROWS_A_CALL = 200
const MOST_PAGES = 50

export interface ShanghaiClient {
  /** Rows of entities, each with the first rows of its lists. */
  entities(usccs: readonly Uscc[], signal: AbortSignal): Promise<readonly Row[]>
  /** The rows of one list of one entity after the first `from`, when there are `total` in all. */
  restOfList(
    pripid: string,
    list: ListName,
    from: number,
    total: number,
    signal: AbortSignal,
  ): Promise<readonly Row[]>
  /** 失信被执行人 of these entities, from the XML service. */
  debtors(usccs: readonly Uscc[], signal: AbortSignal): Promise<readonly Row[]>
  searchPage(
    filter: SearchFilter,
    page: { readonly limit: number; readonly offset: number },
    signal: AbortSignal,
  ): Promise<AnswerPage>
}

export function createShanghaiClient(upstream: Upstream, token: string): ShanghaiClient {
  async function askJson(path: string, body: object, signal: AbortSignal): Promise<AnswerPage> {
    const headers = { 'content-type': 'application/json', token }
    const request = { method: 'POST', path, headers, body: JSON.stringify(body) } as const
    return readJson(await upstream.send(request, signal))
  }
  async function askXml(path: string, body: string, signal: AbortSignal): Promise<AnswerPage> {
    const headers = { 'content-type': 'application/xml', token }
    return readXml(await upstream.send({ method: 'POST', path, headers, body }, signal))
  }
  return {
    entities(usccs, signal) {
      const uniscid = usccs.join(',')
      return allRows(0, (page) => askJson(PATHS.entities, { uniscid, ...page }, signal))
    },
    restOfList(pripid, list, from, total, signal) {
      return allRows(from, (page) => askJson(PATHS.list, { pripid, list, ...page }, signal), total)
    },
    debtors(usccs, signal) {
      const uniscid = usccs.join(',') // digits and capitals only: nothing to escape
      return allRows(0, ({ limit, offset }) => {
        const map = `<map><uniscid>${uniscid}</uniscid><limit>${limit}</limit><offset>${offset}</offset></map>`
        return askXml(PATHS.debtors, map, signal)
      })
    },
    searchPage({ name, principal, state }, page, signal) {
      const regstate = state === undefined ? undefined : sourceStatesOf(state).join(',')
      const filter = { entname: name, lerep: principal, regstate }
      return askJson(PATHS.search, { ...filter, ...page }, signal)
    },
  }
}

/**
 * Reads pages from row `from` until all rows are there. Rows are only complete when the total stays
 * the same from page to page: otherwise one may have slipped between two pages unseen.
 */
async function allRows(
  from: number,
  read: (page: { limit: number; offset: number }) => Promise<AnswerPage>,
  expected?: number,
): Promise<readonly Row[]> {
  const first = await read({ limit: ROWS_A_CALL, offset: from })
  const total = expected ?? first.total
  if (first.total === from + first.rows.length && first.total === total) return first.rows
  const rows = [...first.rows]
  for (let page = first, pages = 1; ; pages += 1) {
    const offset = from + rows.length
    if (page.total !== total) throw incomplete(`total went from ${total} to ${page.total}`)
    if (offset > total) throw incomplete(`${offset} rows of ${total}`)
    if (offset === total) return rows
    if (page.rows.length === 0) throw incomplete(`no rows after ${offset} of ${total}`)
    if (pages >= MOST_PAGES) throw incomplete(`more than ${MOST_PAGES} pages`)
    page = await read({ limit: ROWS_A_CALL, offset })
    rows.push(...page.rows)
  }
}

function incomplete(reason: string): Error {
  return provinceError('PROVINCE_BAD_ANSWER', 'SHANGHAI', new Error(reason))
}
