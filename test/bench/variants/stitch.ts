/**
 * What the libraries give by themselves: Yoga over the same subschemas, stitched with the library's
 * own delegation and executed by graphql-js. One loader a request and registry, as their manuals have
 * it; nothing is gathered over requests.
 */
import { createServer } from 'node:http'
import { randomBytes, randomUUID } from 'node:crypto'
import DataLoader from 'dataloader'
import { createYoga } from 'graphql-yoga'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import type { GatewayContext } from '../../../gateway/context.ts'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { createLog } from '../../../gateway/observe/log.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import { NOTHING_KNOWN } from '../../../gateway/survivorship/answer.ts'
import type { Evidence, ProvinceAnswer } from '../../../gateway/survivorship/answer.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { dayOfInstant } from '../../../schemas/model/time.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { runProgram } from '../program.ts'
import { listening } from './listening.ts'
import { DEADLINE_MS, adaptersFor } from './registries.ts'
import type { VariantSettings } from './registries.ts'

runProgram((settings: VariantSettings) => {
  const adapters = adaptersFor(settings)
  const log = createLog('silent')
  const cursors = createCursorSeal(randomBytes(32))
  const sources = Object.fromEntries(
    adapters.map(({ province, registry }) => [province, { registry, deadlineMs: DEADLINE_MS }]),
  ) as unknown as GatewayContext['sources']
  const yoga = createYoga({
    schema: createStitchedSchema({ direct: false }),
    graphiql: false,
    logging: false,
    context: (): Omit<GatewayContext, 'search'> => ({
      requestId: randomUUID(),
      principal: { id: 'bench', kind: 'UNCHECKED' },
      log,
      at: new Date(),
      cursors,
      sources,
      ...evidenceFrom(adapters),
      report: () => undefined,
      guard: null,
      leavesOut: () => null,
      barred: () => null,
    }),
  })
  return listening(createServer((request, response) => void yoga(request, response)))
})

function evidenceFrom(
  adapters: readonly RegistryAdapter[],
): Pick<GatewayContext, 'evidenceOf' | 'evidenceKept'> {
  const loaders = adapters.map(
    (adapter) =>
      new DataLoader<Uscc, ProvinceAnswer>((usccs) => answersOf(adapter, usccs), {
        maxBatchSize: adapter.maxBatch,
      }),
  )
  const asked = new Map<Uscc, Promise<Evidence>>()
  const kept = new Map<Uscc, Evidence>()
  async function ask(uscc: Uscc): Promise<Evidence> {
    const answers = await Promise.all(loaders.map((loader) => loader.load(uscc)))
    const today = dayOfInstant(new Date())
    const evidence = { uscc, answers, knowledge: NOTHING_KNOWN, today }
    kept.set(uscc, evidence)
    return evidence
  }
  return {
    evidenceOf(uscc) {
      const evidence = asked.get(uscc) ?? ask(uscc)
      asked.set(uscc, evidence)
      return evidence
    },
    evidenceKept: (uscc) => kept.get(uscc)!,
  }
}

async function answersOf(
  adapter: RegistryAdapter,
  usccs: readonly Uscc[],
): Promise<ProvinceAnswer[]> {
  const began = performance.now()
  const answers = await adapter.fetchEntities(usccs, AbortSignal.timeout(DEADLINE_MS))
  const latencyMs = Math.round(performance.now() - began)
  const fetchedAt = new Date().toISOString()
  const { province } = adapter
  return answers.map((records) => {
    if (records instanceof FederationError) throw records
    const state = records.length === 0 ? 'NO_RECORD' : 'ANSWERED'
    return { province, state, fetchedAt, latencyMs, code: null, records }
  })
}
