/**
 * What stands between callers and registries (受理): who asks, what he may, and where it is written.
 * The gateway that serves gets one from office/open-office.ts; tests and benches that are about
 * something else make one without access in code. No setting chooses between them.
 */
import type { IncomingMessage } from 'node:http'
import type { AccessPort } from './pipeline/admit.ts'
import type { Asker } from './pipeline/handle.ts'
import type { FederationLog } from './pipeline/log-port.ts'
import type { LogDesk } from './audit/desk.ts'
import type { GrantDesk } from './grants/desk.ts'
import type { Route } from './server.ts'

export interface Office {
  /** Null: everybody may read everything. */
  readonly access: AccessPort | null
  /** Null: nothing is logged, and no promise travels. */
  readonly federationLog: FederationLog | null
  readonly grants: GrantDesk | null
  readonly logDesk: LogDesk | null
  readonly authenticate: (request: IncomingMessage) => Asker | Promise<Asker>
  /** By first segment of the path. */
  readonly routes: ReadonlyMap<string, Route>
  /** For /readyz: names of what is missing. */
  missing(): Promise<readonly string[]>
  /** Ends what it holds; what is to be written is written first. */
  close(): Promise<void>
}
