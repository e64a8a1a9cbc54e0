/** A desk over a database of its own, its clock and its log in the test's hand. All fictitious. */
import { randomUUID } from 'node:crypto'
import { createGrantDesk } from '../../../gateway/grants/create-grant-desk.ts'
import type { GrantDeskOptions, KeptGrantDesk } from '../../../gateway/grants/create-grant-desk.ts'
import type { ActInput, RequestInput } from '../../../gateway/grants/desk.ts'
import type { GrantActFacts } from '../../../gateway/grants/grant-acts.ts'
import type { GrantRequest } from '../../../gateway/access/grant-request.ts'
import type { AgencyPrincipal } from '../../../gateway/principal.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { provinceOfSlug } from '../../../schemas/model/province.ts'
import { createDatabase } from '../../support/postgres.ts'
import { AT } from '../../support/x509/certificate.ts'
import { ADMINISTRATOR, OFFICER, principal } from './people.ts'
import { makeGrantTables, verify } from './signed-grants.ts'

export const officer = principal(OFFICER, 'officers')
export const stranger = principal({ ...OFFICER, agency: 'XC-TEST-OTHER' }, 'others')
export const administrator = (person = 'reviewer-1', slug = 'shanghai'): AgencyPrincipal =>
  principal({ ...ADMINISTRATOR, officer: person }, slug)

export const INPUT: RequestInput = {
  entry: 'shanghai-public-record',
  operations: ['entity'],
  fields: [{ type: 'BusinessEntity', names: ['name', 'penalties'] }],
  purpose: 'SUPERVISION',
  legalBases: ['ORDER_44_15'],
  useScenario: '虚构示例：核对列入名单企业的登记状态',
}

export interface OpenDesk extends AsyncDisposable {
  readonly desk: KeptGrantDesk
  readonly database: Database
  /** Facts of the leaves, in order. */
  readonly leaves: GrantActFacts[]
  /** The log takes nothing while false. */
  logging: boolean
  /** As another process would have it. */
  another(change?: Partial<GrantDeskOptions>): KeptGrantDesk
  /** A request with these acts of the owner done on it. */
  filed(...acts: readonly ActInput['act'][]): Promise<GrantRequest>
}

export async function openDesk(): Promise<OpenDesk> {
  const url = await createDatabase()
  const database = openDatabase(url, () => undefined)
  const second = openDatabase(url, () => undefined)
  await makeGrantTables(database)
  const leaves: GrantActFacts[] = []
  const open: OpenDesk = {
    leaves,
    database,
    logging: true,
    desk: undefined as never,
    another: (change) => make(second, change),
    async filed(...acts) {
      let request = await open.desk.file(officer, INPUT)
      for (const [i, act] of acts.entries()) {
        const text = act === 'RETURN' || act === 'REFUSE' ? '虚构理由' : null
        const asked = { request: request.id, act, text, seen: null }
        request = await open.desk.act(administrator(`reviewer-${i + 1}`), asked)
      }
      return request
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([database.destroy(), second.destroy()])
    },
  }
  function make(over: Database, change: Partial<GrantDeskOptions> = {}): KeptGrantDesk {
    return createGrantDesk({
      ...{ database: over, verify, now: () => AT, newId: () => randomUUID() },
      provinceOf: (client) => provinceOfSlug(client),
      onAct: (facts) => {
        if (!open.logging) return Promise.reject(new Error('no log'))
        leaves.push(facts)
        return Promise.resolve()
      },
      ...change,
    })
  }
  return Object.assign(open, { desk: make(database) })
}
