/** Shanghai: POST JSON (one service XML) with a token, up to 100 codes a call. See README.md. */
import { readingAnswer } from '../shared/failure.ts'
import type { AdapterDefinition } from '../shared/define-adapter.ts'
import { PAGE_SIZE, pageSearch } from '../shared/page-search.ts'
import { createShanghaiClient } from './client.ts'
import { fetchEntities } from './fetch-entities.ts'
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
