/** Shanghai: POST JSON (one service XML) with a token, up to 100 codes a call. See README.md. */
import { readingAnswer } from '../shared/failure.ts'
import type { AdapterDefinition } from '../shared/define-adapter.ts'
import { PAGE_SIZE, pageSearch } from '../shared/page-search.ts'
import type { SearchPage } from '../shared/contract.ts'
import { createShanghaiClient } from './client.ts'
import { sourceStatesOf } from './codes.ts'
import { fetchEntities } from './fetch-entities.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { hitOf } from './map.ts'

export const shanghaiAdapter: AdapterDefinition = {
  province: 'SHANGHAI',
  registry: '上海市经营主体登记数据接口',
  maxBatch: 100,
  credentials: ['token'],
  create({ upstream, credentials }) {
    const client = createShanghaiClient(upstream, credentials.token ?? '')
    return {
      province: 'SHANGHAI',
      registry: shanghaiAdapter.registry,
      maxBatch: shanghaiAdapter.maxBatch,
      fetchEntities: (usccs, signal) => fetchEntities(client, usccs, signal),
      search(filter, after, limit, signal) {
        if (!hasWordFor(filter.state)) return Promise.resolve(NOTHING_FOUND)
        const readPage = async (index: number) => {
          const page = { limit: PAGE_SIZE, offset: index * PAGE_SIZE }
          const { rows, total } = await client.searchPage(filter, page, signal)
          return readingAnswer('SHANGHAI', () => ({ hits: rows.map(hitOf), total }))
        }
        return pageSearch(readPage, after, limit)
      },
      close: () => upstream.close(),
    }
  },
}

const NOTHING_FOUND: SearchPage = { hits: [], positions: [], total: 0, more: false }

/** False for a state that this registry cannot be asked for. */
function hasWordFor(state: EntityState | undefined): boolean {
  return state === undefined || sourceStatesOf(state).length > 0
}
