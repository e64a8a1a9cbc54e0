/** Anhui (安徽): form POST signed with RSA, one code a call, records as XML inside JSON. README.md. */
import type { AdapterDefinition } from '../shared/define-adapter.ts'
import { createClient } from './client.ts'
import { fetchEntity } from './fetch-entity.ts'
import { searchEntities } from './search-entities.ts'

const FACTS = { province: 'ANHUI', registry: '安徽省经营主体登记系统', maxBatch: 1 } as const

export const anhuiAdapter: AdapterDefinition = {
  ...FACTS,
  credentials: ['appKey', 'userName', 'privateKeyFile'],
  create(settings) {
    const call = createClient(settings)
    return {
      ...FACTS,
      fetchEntities: (usccs, signal) =>
        Promise.all(usccs.map((uscc) => fetchEntity(call, uscc, signal))),
      search: (filter, after, limit, signal) => searchEntities(call, filter, after, limit, signal),
      close: () => settings.upstream.close(),
    }
  },
}
