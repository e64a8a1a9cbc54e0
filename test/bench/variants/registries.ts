/** The registries a variant is pointed at, and their adapters. */
import { ADAPTERS } from '../../../adapters/index.ts'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { createUpstream } from '../../../adapters/shared/upstream.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { createPlainAdapter } from '../plain/adapter.ts'

export type SetName = 'plain' | 'real'

export interface RegistryAddress {
  readonly url: string
  readonly credentials: Readonly<Record<string, string>>
}

export interface VariantSettings {
  readonly set: SetName
  readonly registries: Readonly<Record<Province, RegistryAddress>>
}

/** Long, and the same for all: a busy machine must not turn a slow answer into an error. */
export const DEADLINE_MS = 10_000

/** In the order of PROVINCES. */
export function adaptersFor({ set, registries }: VariantSettings): RegistryAdapter[] {
  return PROVINCES.map((province) => {
    const { url, credentials } = registries[province]
    const upstream = createUpstream({ province, baseUrl: url })
    return set === 'plain'
      ? createPlainAdapter(province, upstream)
      : ADAPTERS[province].create({ upstream, credentials, now: () => new Date() })
  })
}
