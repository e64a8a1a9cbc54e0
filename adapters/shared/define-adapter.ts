/** What a province folder's `index.ts` exports: how to build its adapter, and what it needs. */
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryAdapter } from './contract.ts'
import type { Upstream } from './upstream.ts'

export interface AdapterSettings {
  readonly upstream: Upstream
  /** By the names in {@link AdapterDefinition.credentials}. */
  readonly credentials: Readonly<Record<string, string>>
  /** The clock for signatures and time stamps. */
  readonly now: () => Date
}

export interface AdapterDefinition {
  readonly province: Province
  /** Name of the registry system, in Chinese. */
  readonly registry: string
  readonly maxBatch: number
  /**
   * What the registry issued to us, each read from the setting `<PROVINCE>_<NAME>` in capitals.
   * A name that ends in `File` is a path whose content is handed over.
   */
  readonly credentials: readonly string[]
  create(settings: AdapterSettings): RegistryAdapter
}
