/**
 * Ours with the office of the gateway that serves (gateway/office/open-office.ts): tokens, grants,
 * guard, quotas and log on a PostgreSQL. Of the same office some parts can be left out, in code, so
 * that each can be told apart.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readServiceConfig } from '../../../gateway/config.ts'
import { createLog } from '../../../gateway/observe/log.ts'
import { createMetrics } from '../../../gateway/observe/metrics.ts'
import { openOffice } from '../../../gateway/office/open-office.ts'
import type { Federation } from '../../../gateway/registries/federation.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { OfficeSettings } from '../office/premises.ts'
import { runProgram } from '../program.ts'
import { composeVariant } from './compose.ts'
import type { Composition } from './compose.ts'
import { listening } from './listening.ts'
import type { VariantSettings } from './registries.ts'

/** Each has what stands before it, too. */
export const OFFICE_PARTS = ['access', 'log', 'quotas', 'promises'] as const
export type OfficePart = (typeof OFFICE_PARTS)[number]

export interface OfficeVariantSettings extends VariantSettings {
  readonly office: OfficeSettings
  /** The last part that is there. */
  readonly upTo: OfficePart
}

runProgram(async (settings: OfficeVariantSettings) => {
  const { environment, grants } = settings.office
  const config = readServiceConfig(environment)
  const log = createLog('silent')
  const metrics = createMetrics(log)
  let http: Server | null = null
  const address = () => (http?.address() ?? null) as AddressInfo | null
  const database = openDatabase(config.DATABASE_URL, () => undefined)
  const { takeGrant, ...office } = await openOffice(config, { database, metrics, log, address })
  for (const { owner, token } of grants) await takeGrant(owner, token)
  http = composeVariant({ ...withParts(settings.upTo, office), settings, log, metrics })
  return listening(http)
})

type Parts = Omit<Composition, 'settings' | 'log' | 'metrics'>

function withParts(upTo: OfficePart, office: Omit<Parts, 'around'>): Parts {
  const has = (part: OfficePart) => OFFICE_PARTS.indexOf(part) <= OFFICE_PARTS.indexOf(upTo)
  const { access, federationLog } = office
  return {
    ...office,
    access: has('quotas') ? access : { ...access!, count: () => Promise.resolve() },
    federationLog: has('log') ? federationLog : null,
    around: (federation) => (has('promises') ? federation : withoutPromises(federation)),
  }
}

/** Provinces are asked as if there were no log. */
function withoutPromises(federation: Federation): Federation {
  return {
    ...federation,
    ask: (uscc, at, patience, { barred } = {}) =>
      federation.ask(uscc, at, patience, barred === undefined ? {} : { barred }),
  }
}
