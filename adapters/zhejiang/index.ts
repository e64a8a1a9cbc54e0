/** Zhejiang (浙江): the province's data-sharing gateway, signed GET requests. See README.md. */
import type { AdapterDefinition } from '../shared/define-adapter.ts'
import { fetchEntities } from './entities.ts'
import { searchEntities } from './search.ts'
import { MAX_CODES } from './wire.ts'

const REGISTRY = '浙江省市场主体登记数据共享接口'

export const zhejiangAdapter: AdapterDefinition = {
  province: 'ZHEJIANG',
  registry: REGISTRY,
  maxBatch: MAX_CODES,
  credentials: ['accessKey', 'secretKey'],
  create: (settings) => ({
    province: 'ZHEJIANG',
    registry: REGISTRY,
    maxBatch: MAX_CODES,
    fetchEntities: (usccs, signal) => fetchEntities(settings, usccs, signal),
    search: (filter, after, limit, signal) =>
      searchEntities(settings, filter, after, limit, signal),
    close: () => settings.upstream.close(),
  }),
}
