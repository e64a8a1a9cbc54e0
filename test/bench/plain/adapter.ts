/** The adapter of the set `plain`: one simple JSON protocol, up to 100 codes a call, no signatures. */
import { ADAPTERS } from '../../../adapters/index.ts'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { provinceError, readingAnswer } from '../../../adapters/shared/failure.ts'
import type { Upstream } from '../../../adapters/shared/upstream.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'

export const PLAIN_BATCH = 100
const HEADERS = { accept: 'application/json' }

/** One code's part of an answer. */
export interface PlainAnswer {
  readonly uscc: string
  readonly records: readonly RegistryRecord[]
}

export function createPlainAdapter(province: Province, upstream: Upstream): RegistryAdapter {
  return {
    province,
    registry: ADAPTERS[province].registry,
    maxBatch: PLAIN_BATCH,
    async fetchEntities(usccs, signal) {
      const path = `?usccs=${usccs.join(',')}`
      const { status, body } = await upstream.send(
        { method: 'GET', path, headers: HEADERS },
        signal,
      )
      if (status !== 200) throw provinceError('PROVINCE_ERROR', province)
      return readingAnswer(province, () => {
        const answers = JSON.parse(body.toString('utf8')) as PlainAnswer[]
        return answers.map(({ records }) => records)
      })
    },
    search: () => Promise.reject(provinceError('PROVINCE_ERROR', province)),
    close: () => upstream.close(),
  }
}
