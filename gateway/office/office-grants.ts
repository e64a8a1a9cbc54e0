/** Grants as the office has them: who asks for them, how signed ones come in, and which count now. */
import { randomUUID } from 'node:crypto'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { Premises } from '../compose.ts'
import type { ProvinceOf } from '../grants/actor.ts'
import { createGrantDesk } from '../grants/create-grant-desk.ts'
import type { GrantDesk } from '../grants/desk.ts'
import { createGrantIntake } from '../grants/grant-intake.ts'
import { createGrantSource } from '../grants/grant-source.ts'
import { grantVerifier } from '../grants/verify-grants.ts'
import type { AppendPath } from '../log/append-path.ts'
import { repeat } from '../log/repeat.ts'
import type { Ask } from '../store/own-connection.ts'
import type { Trust } from '../trust/trust.ts'
import { grantActRecorder } from './record-grant-act.ts'

export interface OfficeGrants {
  readonly desk: GrantDesk
  /** As of now. @throws {FederationError} `GRANTS_UNAVAILABLE`. */
  grounds(): Promise<AccessGrounds>
  /** One that is known already is passed over. @throws {FederationError} one that does not hold. */
  take(owner: Province, token: string): Promise<void>
  close(): Promise<void>
}

const now = () => new Date()
/** An act whose leaf is missing for so long was left behind by a process that ended. */
const LEFT_BEHIND_MS = 60_000

export function openGrants(
  { database, log }: Premises,
  trust: Trust,
  provinceOf: ProvinceOf,
  federationLog: Pick<AppendPath, 'act' | 'record'>,
  ask: Ask,
): OfficeGrants {
  const verify = grantVerifier(trust)
  const parts = { database, verify, now, onAct: grantActRecorder(federationLog) }
  const desk = createGrantDesk({ ...parts, provinceOf, newId: () => randomUUID() })
  const intake = createGrantIntake(parts)
  let version = ''
  const source = createGrantSource({
    ...{ database, ask, verify, now, log },
    trustRevision: () => version,
  })
  const finishing = repeat(
    () => desk.finish(LEFT_BEHIND_MS),
    LEFT_BEHIND_MS,
    (err) => log.warn({ err }, 'acts on grants wait for the log'),
  )
  return {
    desk,
    async grounds() {
      // Whenever anchors or lists have changed, every signature is looked at anew.
      version = await trust.version()
      return source.current()
    },
    async take(owner, token) {
      const grant = await intake.read(token, owner)
      // Left behind by a process that ended in between, it counts now.
      if ((await intake.keep(grant, token)) === 'ALREADY') await intake.finish(now())
      else await intake.take(grant, token, null)
    },
    close: () => finishing.stop(),
  }
}
