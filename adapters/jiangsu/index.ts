/** Jiangsu (江苏): its registry as an adapter. Protocol: README.md. */
import type { AdapterDefinition } from '../shared/define-adapter.ts'
import { createCall } from './client.ts'
import { fetchEntity } from './fetch-entity.ts'
import { searchList } from './search-list.ts'

const PROVINCE = 'JIANGSU'
const REGISTRY = '江苏省企业登记信息查询系统'
const MAX_BATCH = 1

export const jiangsuAdapter: AdapterDefinition = {
  province: PROVINCE,
  registry: REGISTRY,
  maxBatch: MAX_BATCH,
  credentials: ['userId', 'secretKey'],
  create(settings) {
    const call = createCall(settings)
    return {
      province: PROVINCE,
      registry: REGISTRY,
      maxBatch: MAX_BATCH,
      fetchEntities: (usccs, signal) =>
        Promise.all(usccs.map((uscc) => fetchEntity(call, uscc, signal))),
      search: (filter, after, limit, signal) => searchList(call, filter, after, limit, signal),
      close: () => settings.upstream.close(),
    }
  },
}
