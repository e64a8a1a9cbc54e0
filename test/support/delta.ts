/** Four registries, an empty database and a gateway over them: what most end-to-end tests need. */
import { deltaRecords } from './delta-records.ts'
import { startFourRegistries } from './four-registries.ts'
import type { FourRegistries } from './four-registries.ts'
import { startGateway } from './gateway-process.ts'
import type { GatewayProcess } from './gateway-process.ts'
import { createDatabase } from './postgres.ts'

export interface Delta extends AsyncDisposable {
  readonly registries: FourRegistries
  readonly gateway: GatewayProcess
  /** Environment of {@link gateway}, to start another one beside it. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Start it in `beforeAll`, dispose of it in `afterAll`.
 *
 * @param entities How many of delta-records.ts each registry knows.
 */
export async function startDelta(
  entities: number,
  own: Readonly<Record<string, string>> = {},
): Promise<Delta> {
  const [database, registries] = await Promise.all([
    createDatabase(),
    startFourRegistries({ recordsOf: (province) => deltaRecords(entities, province) }),
  ])
  const settings = { ...registries.settings, DATABASE_URL: database, ...own }
  try {
    const gateway = await startGateway(settings)
    return {
      registries,
      gateway,
      settings,
      async [Symbol.asyncDispose]() {
        await gateway[Symbol.asyncDispose]()
        await registries[Symbol.asyncDispose]()
      },
    }
  } catch (failure) {
    await registries[Symbol.asyncDispose]()
    throw failure
  }
}
