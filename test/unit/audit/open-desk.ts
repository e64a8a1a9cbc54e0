/** A real log on a real PostgreSQL with four witnesses, the desk over it, and the pipeline before the desk. All fictitious. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { FormattedExecutionResult } from 'graphql'
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import type { VerifiedGrant } from '../../../gateway/access/grant.ts'
import { createLogDesk } from '../../../gateway/audit/create-log-desk.ts'
import type { LogDeskOptions } from '../../../gateway/audit/options.ts'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { createSearchTerms } from '../../../gateway/log/search-terms.ts'
import { openLogService } from '../../../gateway/log/log-service.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { createPipeline } from '../../../gateway/pipeline/handle.ts'
import type { Asker } from '../../../gateway/pipeline/handle.ts'
import type { IntentFacts, Intended, OutcomeFacts } from '../../../gateway/pipeline/log-port.ts'
import type { AgencyPrincipal } from '../../../gateway/principal.ts'
import type { Federation } from '../../../gateway/registries/federation.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { LIMITS } from '../../support/open-graph.ts'
import { groundsOf, guardedSchema } from '../../support/open-guarded.ts'
import { createDatabase } from '../../support/postgres.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { GRANT } from '../access/good-grant.ts'
import { AT, RECIPIENTS, SILENT, intent, options, outcome } from '../log-service/log-bench.ts'
import { startWitnesses } from '../log-service/witness-servers.ts'

export { AT } from '../log-service/log-bench.ts'

const DAY_MS = 86_400_000
export const AUDIT_AGENCY = 'XC-TEST-AUDIT'
/** Of Shanghai, as its clients' registrations say. */
export const BUREAU = 'XC-TEST-BUREAU'

const AUDITOR: AccessDetails = {
  agency: AUDIT_AGENCY,
  officer: 'auditor-1',
  roles: ['AUDITOR'],
  purpose: 'AUDIT',
  legalBasis: 'PERSONAL_INFORMATION_LAW_54',
  caseNumber: '〔2026〕虚构审字第1号',
}

export function auditor(change: Partial<AccessDetails> = {}): AgencyPrincipal {
  return { kind: 'AGENCY', id: 'audit-client', tokenId: 't', details: { ...AUDITOR, ...change } }
}

export function administrator(province = 'shanghai', change: Partial<AccessDetails> = {}): Asker {
  const purpose = { purpose: 'GRANT_REVIEW', legalBasis: 'ORDER_809', caseNumber: null }
  const roles: AccessDetails['roles'] = ['PROVINCE_ADMINISTRATOR']
  const details = { agency: 'XC-TEST-ADMIN', officer: 'reviewer-1', roles, ...purpose, ...change }
  return { kind: 'AGENCY', id: province, tokenId: 't', details }
}

export function enterprise(uscc: Uscc): Asker {
  return { kind: 'ENTERPRISE', id: uscc, uscc }
}

/** What this province lets the auditor do. */
export function auditGrant(
  owner: Province,
  operations = [
    'logEntries',
    'logEntry',
    'checkpoint',
    'inclusionProof',
    'consistencyProof',
    'exportLog',
  ],
): VerifiedGrant {
  return {
    ...GRANT,
    ...{ owner, id: `audit-${owner}`, agency: AUDIT_AGENCY, operations },
    ...{ purpose: 'AUDIT', legalBases: ['PERSONAL_INFORMATION_LAW_54'] },
    fields: { LogEntry: ['index'] },
    grades: { GENERAL: 'CLEAR' },
    validFrom: new Date(AT.getTime() - DAY_MS),
    validUntil: new Date(AT.getTime() + 300 * DAY_MS),
  } as unknown as VerifiedGrant
}

export interface DeskAnswer extends FormattedExecutionResult {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data?: any
}

export interface OpenDesk {
  readonly service: LogService
  readonly database: Database
  readonly deskOptions: LogDeskOptions
  grants: readonly VerifiedGrant[]
  /** The gateway's clock, to be moved. */
  at: Date
  intend(change?: Partial<IntentFacts>): Promise<Intended>
  /** Resolves when it can be found. */
  conclude(intended: Pick<Intended, 'leafHash'>, change?: Partial<OutcomeFacts>): Promise<void>
  ask(asker: Asker, query: string, variables?: Record<string, unknown>): Promise<DeskAnswer>
  close(): Promise<void>
}

export async function openDesk(change: Partial<LogDeskOptions> = {}): Promise<OpenDesk> {
  const [witnesses, folder, url] = await Promise.all([
    startWitnesses(),
    createTemporaryFolder('audit'),
    createDatabase(),
  ])
  const database = openDatabase(url, () => undefined)
  await migrate(database)
  const service = await openLogService({
    ...options(url, folder),
    witnesses: witnesses.addresses,
    timing: { checkpointEveryMs: 3_600_000, closeEveryMs: 3_600_000 },
  })
  const state = { at: AT, grants: PROVINCES.map((province) => auditGrant(province)) }
  const now = (): Date => state.at
  const grounds = () => Promise.resolve(groundsOf(state.grants))
  const deskOptions: LogDeskOptions = {
    ...{ database, service, grounds, now, newId: () => randomUUID() },
    terms: createSearchTerms(RECIPIENTS),
    provinceOf: (id) => PROVINCES.find((province) => province.toLowerCase() === id) ?? null,
    agenciesOf: (province) => Promise.resolve(province === 'SHANGHAI' ? [BUREAU] : []),
    ...change,
  }
  const handle = createPipeline({
    schema: guardedSchema(),
    // No registry is asked here.
    federation: { sources: {} } as unknown as Federation,
    access: { grounds, count: () => Promise.reject(new Error('no registry is asked here')) },
    federationLog: service,
    logDesk: createLogDesk(deskOptions),
    cursors: createCursorSeal(Buffer.alloc(32, 7)),
    limits: LIMITS,
    log: SILENT,
    now,
  })
  const known = new Map<string, IntentFacts>()
  return {
    ...{ service, database, deskOptions },
    get grants() {
      return state.grants
    },
    set grants(next) {
      state.grants = [...next]
    },
    get at() {
      return state.at
    },
    set at(next) {
      state.at = next
    },
    async intend(facts) {
      const whole = intent({ agency: BUREAU, ...facts })
      const intended = await service.intend(whole)
      known.set(intended.leafHash, whole)
      return intended
    },
    async conclude({ leafHash }, facts) {
      service.conclude(outcome(leafHash, { of: known.get(leafHash) ?? intent(), ...facts }))
      const link = Buffer.from(leafHash, 'base64url')
      const found = () =>
        database.selectFrom('log_entry').where('link', '=', link).select('index').execute()
      while ((await found()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    },
    ask: async (asker, query, variables) =>
      JSON.parse(JSON.stringify(await handle(asker, { query, variables }))) as DeskAnswer,
    async close() {
      await service.close()
      await database.destroy()
      await witnesses.close()
      await rm(folder, { recursive: true })
    },
  }
}

export function codesOf(answer: DeskAnswer): readonly unknown[] {
  return (answer.errors ?? []).map(({ extensions }) => extensions?.['code'])
}
