/** The search service: pages by number, rows ascending by code, entities without a code last. */
import { canonicalCode } from '../../schemas/model/typed-text.ts'
import { isUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { sortKeyOf } from '../shared/contract.ts'
import type { SearchFilter, SearchHit, SearchPage, SearchPosition } from '../shared/contract.ts'
import type { AdapterSettings } from '../shared/define-adapter.ts'
import { readingAnswer } from '../shared/failure.ts'
import { PAGE_SIZE, pageSearch } from '../shared/page-search.ts'
import type { NumberedPage } from '../shared/page-search.ts'
import { askService } from './client.ts'
import { SEARCH_STATES } from './codes.ts'
import type { QueryParameters } from './signature.ts'
import { asRow, textOf } from './wire-cells.ts'
import { SERVICES } from './wire.ts'
import type { SearchRow } from './wire.ts'

const PROVINCE = 'ZHEJIANG'

/** See `RegistryAdapter.search`. */
export function searchEntities(
  settings: AdapterSettings,
  filter: SearchFilter,
  after: SearchPosition | null,
  limit: number,
  signal: AbortSignal,
): Promise<SearchPage> {
  const asked = filterParameters(filter)
  return pageSearch(
    async (index) => {
      const page = [
        ['pageNum', String(index + 1)],
        ['pageSize', String(PAGE_SIZE)],
      ] as const
      const answer = await askService(settings, SERVICES.search, [...asked, ...page], signal)
      return readingAnswer(PROVINCE, () => pageOf(answer.datas, answer.dataCount))
    },
    after,
    limit,
  )
}

function filterParameters(filter: SearchFilter): QueryParameters {
  return [
    ...(filter.name === undefined ? [] : [['compNm', filter.name] as const]),
    ...(filter.principal === undefined ? [] : [['legalRepre', filter.principal] as const]),
    ...(filter.state === undefined ? [] : [['optState', SEARCH_STATES[filter.state]] as const]),
  ]
}

/** Paging by key relies on the order, so an answer in another order is refused, not repaired. */
function pageOf(rows: readonly unknown[], total: number): NumberedPage {
  if (rows.length > PAGE_SIZE) throw new Error(`${rows.length} rows on a page`)
  const hits = rows.map((row) => hitOf(asRow<SearchRow>(row)))
  const keys = hits.map(sortKeyOf)
  if (keys.some((key, i) => i > 0 && key < keys[i - 1]!)) throw new Error('rows out of order')
  return { hits, total }
}

function hitOf(row: SearchRow): SearchHit {
  const code = textOf(row.UNI_SOCIAL_CRD_CD)
  return {
    uscc: code === null ? null : usccOf(code),
    registrationNumber: textOf(row.REG_NO),
    name: textOf(row.COMP_NM),
  }
}

/** A row with a wrong code has no place in the order: leaving it out would lose rows unseen. */
function usccOf(cell: string): Uscc {
  const code = canonicalCode(cell)
  if (!isUscc(code)) throw new ValueError(cell, 'UNI_SOCIAL_CRD_CD')
  return code
}
