/** The registries as the hand-written service asks them: its own pools for the set `plain`. */
import { Pool } from 'undici'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import type { ProvinceAnswer } from '../../../gateway/survivorship/answer.ts'
import type { PlainAnswer } from '../plain/adapter.ts'
import { DEADLINE_MS, adaptersFor } from './registries.ts'
import type { VariantSettings } from './registries.ts'

export interface AskedRegistry {
  /** One answer a code, same order; one call where the registry takes several codes. */
  ask(usccs: readonly Uscc[]): Promise<ProvinceAnswer[]>
}

export function registriesOf(settings: VariantSettings): AskedRegistry[] {
  if (settings.set === 'real') return adaptersFor(settings).map(throughAdapter)
  return PROVINCES.map((province) => plainRegistry(province, settings.registries[province].url))
}

function plainRegistry(province: Province, url: string): AskedRegistry {
  const { origin, pathname } = new URL(url)
  const timeouts = { headersTimeout: DEADLINE_MS, bodyTimeout: DEADLINE_MS }
  const pool = new Pool(origin, { connections: 64, ...timeouts })
  return {
    async ask(usccs) {
      const began = performance.now()
      const path = `${pathname}?usccs=${usccs.join(',')}`
      const { statusCode, body } = await pool.request({ method: 'GET', path })
      if (statusCode !== 200) throw new Error(`registry answered ${statusCode}`)
      const answers = (await body.json()) as PlainAnswer[]
      const answered = answerAt(province, began)
      return answers.map(({ records }) => answered(records))
    },
  }
}

/** The set `real`: the protocols are the adapters', one call for all codes where the registry has it. */
function throughAdapter(adapter: RegistryAdapter): AskedRegistry {
  return {
    async ask(usccs) {
      const began = performance.now()
      const calls = chunks(usccs, adapter.maxBatch).map((some) =>
        adapter.fetchEntities(some, AbortSignal.timeout(DEADLINE_MS)),
      )
      const answers = (await Promise.all(calls)).flat()
      const answered = answerAt(adapter.province, began)
      return answers.map((answer) => {
        if (answer instanceof FederationError) throw answer
        return answered(answer)
      })
    },
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

function answerAt(province: Province, began: number) {
  const latencyMs = Math.round(performance.now() - began)
  const fetchedAt = new Date().toISOString()
  return (records: readonly RegistryRecord[]): ProvinceAnswer => {
    const state = records.length === 0 ? 'NO_RECORD' : 'ANSWERED'
    return { province, state, fetchedAt, latencyMs, code: null, records }
  }
}
