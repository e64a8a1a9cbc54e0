/**
 * How a signed grant comes in: its signature is verified, it is kept, its leaf becomes durable, and
 * from then on it counts. A process that ends in between leaves it kept and uncounted; whoever finds
 * it ({@link GrantIntake.finish}) writes the leaf, perhaps a second time, and goes on.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { VerifiedGrant } from '../access/grant.ts'
import type { TokenVerdict } from '../access/signed-token.ts'
import type { Database } from '../store/database.ts'
import { keepGrant, markGrantLogged, readUnloggedGrants } from '../store/grant-store.ts'
import { factsOfGrant } from './grant-acts.ts'
import type { OnGrantAct } from './grant-acts.ts'

/** As `verifyGrant`, with the owner's anchors. */
export type GrantVerdictOf = (
  token: string,
  owner: Province,
  at: Date,
) => Promise<Pick<TokenVerdict<VerifiedGrant>, 'value' | 'code' | 'steps'>>

export interface GrantIntakeOptions {
  readonly database: Database
  readonly verify: GrantVerdictOf
  readonly now: () => Date
  readonly onAct: OnGrantAct
}

export interface GrantIntake {
  /** @throws {FederationError} the refusal of the step that failed; `GRANT_FORM_UNFIT`. */
  read(token: string, owner: Province): Promise<VerifiedGrant>
  /** Counts when it resolves. @throws {FederationError} `GRANT_VERSION_NOT_HIGHER`, and those of `onAct`. */
  take(grant: VerifiedGrant, token: string, actor: string | null): Promise<void>
  /** Only kept: it counts when {@link GrantIntake.finish} has written its leaf. @throws as `take`. */
  keep(grant: VerifiedGrant, token: string): Promise<'KEPT' | 'ALREADY'>
  /** Writes the leaves of grants that were kept until then and do not count yet. @returns their number. */
  finish(before: Date): Promise<number>
}

export function createGrantIntake(options: GrantIntakeOptions): GrantIntake {
  const { database, verify, now, onAct } = options

  async function count(grant: VerifiedGrant, token: string, actor: string | null): Promise<void> {
    await onAct(factsOfGrant(grant, token, now(), actor))
    await markGrantLogged(database, grant)
  }

  async function keep(grant: VerifiedGrant, token: string): Promise<'KEPT' | 'ALREADY'> {
    const { owner, id, version, agency, revoked } = grant
    const document = { owner, id, version, agency, revoked, token }
    const kept = await keepGrant(database, document, now())
    if (kept === 'NOT_HIGHER') {
      throw new FederationError('GRANT_VERSION_NOT_HIGHER', { grant: id, version })
    }
    return kept
  }

  return {
    keep,
    async read(token, owner) {
      const { value, steps } = await verify(token, owner, now())
      if (value !== null) return checkedForm(value)
      const failed = steps.find(({ code }) => code !== null)
      throw new FederationError(failed?.code ?? 'INTERNAL', failed?.facts ?? {})
    },
    async take(grant, token, actor) {
      await keep(grant, token)
      await count(grant, token, actor)
    },
    async finish(before) {
      let finished = 0
      for (const { token, owner } of await readUnloggedGrants(database, before)) {
        const { value } = await verify(token, owner, now())
        if (value === null) continue // never counted, and now it never will be
        await count(value, token, null)
        finished += 1
      }
      return finished
    },
  }
}

/** What a leaf can say: gateway/federation-log/leaf.ts. */
const FORMS = {
  id: /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/,
  version: /^[1-9]\d{0,8}$/,
  agency: /^[0-9A-Z][0-9A-Z_-]{2,63}$/,
} as const

function checkedForm(grant: VerifiedGrant): VerifiedGrant {
  for (const part of Object.keys(FORMS) as Part[]) checkForm(part, String(grant[part]))
  return grant
}

type Part = keyof typeof FORMS

/** @throws {FederationError} `GRANT_FORM_UNFIT`: no leaf could name it. */
export function checkForm(part: Part, value: string): void {
  if (!FORMS[part].test(value)) throw new FederationError('GRANT_FORM_UNFIT', { part })
}
