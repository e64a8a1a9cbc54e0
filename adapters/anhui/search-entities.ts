/** Name search: pages by number, rows ascending by code, values with the hit's highlight tags in them. */
import { ENTITY_STATE_ZH } from '../../schemas/model/entity-state.ts'
import { parseUscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import type { SearchFilter, SearchHit, SearchPage, SearchPosition } from '../shared/contract.ts'
import { readingAnswer } from '../shared/failure.ts'
import { PAGE_SIZE, pageSearch } from '../shared/page-search.ts'
import type { NumberedPage } from '../shared/page-search.ts'
import type { Call } from './client.ts'
import { cellOf, readRow, SERVICES } from './wire.ts'
import type { SearchField } from './wire.ts'

/** @throws {FederationError} `PROVINCE_…`. */
export function searchEntities(
  call: Call,
  filter: SearchFilter,
  after: SearchPosition | null,
  limit: number,
  signal: AbortSignal,
): Promise<SearchPage> {
  const content = {
    entname: filter.name ?? '',
    lerep: filter.principal ?? '',
    corpStatusString: filter.state === undefined ? '' : ENTITY_STATE_ZH[filter.state],
    pagesize: PAGE_SIZE,
  }
  const readPage = async (index: number): Promise<NumberedPage> => {
    const pageContent = { ...content, pageno: index + 1 }
    const { DataList, TotalCount } = await call(SERVICES.search, pageContent, signal)
    return readingAnswer('ANHUI', () => {
      if (DataList.length > PAGE_SIZE) throw new ValueError(DataList.length, 'page')
      return { hits: DataList.map(hitOf), total: TotalCount }
    })
  }
  return pageSearch(readPage, after, limit)
}

function hitOf(value: unknown): SearchHit {
  const row = readRow<SearchField>(value)
  const code = plain(row.uniscid)
  const uscc = code === null ? null : parseHitCode(code)
  return { uscc, registrationNumber: plain(row.regno), name: plain(row.entname) }
}

/** A code that fails its checks has no place in the order of codes, so the page cannot be followed. */
function parseHitCode(code: string) {
  try {
    return parseUscc(code)
  } catch (cause) {
    throw new ValueError(code, 'uniscid', { cause })
  }
}

/** Tags that mark what was found; `<` in a name that is no such tag stays. */
const HIGHLIGHT = /<\/?(?:font|em|span|b|strong|mark)(?:\s[^<>]*)?>/gi

function plain(value: unknown): string | null {
  const text = cellOf(value)
  return text !== null && text.includes('<') ? cellOf(text.replace(HIGHLIGHT, '')) : text
}
