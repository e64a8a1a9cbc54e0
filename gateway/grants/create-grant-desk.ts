/** The desk over PostgreSQL: people's acts, one after another, each durable in the log before it is answered. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { CatalogueEntry } from '../access/catalogue.ts'
import type { Rules } from '../access/check-question.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { applyAct, fileRequest } from '../access/grant-request.ts'
import type { Actor, GrantRequest, RequestState } from '../access/grant-request.ts'
import { standingOf } from '../access/grants-in-force.ts'
import type { Grant } from '../access/grant.ts'
import {
  addAct,
  countRequests,
  keepRequest,
  markActsLogged,
  readRequest,
  readRequests,
  readUnloggedRequests,
} from '../store/grant-request-store.ts'
import type { KeptRequest } from '../store/grant-request-store.ts'
import { readGrantsOf } from '../store/grant-store.ts'
import type { KeptDocument } from '../store/grant-store.ts'
import { actorOf, checkAtDesk } from './actor.ts'
import type { ProvinceOf } from './actor.ts'
import { CATALOGUE } from './catalogue-data.ts'
import type { GrantDesk, ListedGrant } from './desk.ts'
import { factsOfAct } from './grant-acts.ts'
import { checkForm, createGrantIntake } from './grant-intake.ts'
import type { GrantIntakeOptions } from './grant-intake.ts'
import { readContent, readText } from './request-content.ts'
import { withStore } from './store-answers.ts'
import { checkWithinRequest } from './within-request.ts'

export interface GrantDeskOptions extends GrantIntakeOptions {
  readonly provinceOf: ProvinceOf
  /** A random UUID; the grant that follows gets the same. */
  readonly newId: () => string
  readonly catalogue?: readonly CatalogueEntry[]
  readonly rules?: Rules
  /** Open requests of one agency. */
  readonly mostOpen?: number
}

export interface KeptGrantDesk extends GrantDesk {
  /**
   * Writes the leaves of acts and grants that a process left behind, some time ago: what is under way
   * needs no help. @returns their number.
   */
  finish(agoMs: number): Promise<number>
}

const MOST_OPEN = 200
const OPEN: readonly RequestState[] = ['FILED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED_ONCE']

export function createGrantDesk(options: GrantDeskOptions): KeptGrantDesk {
  const { database, now, onAct, provinceOf, newId } = options
  const { catalogue = CATALOGUE, rules = DEFAULT_RULES, mostOpen = MOST_OPEN } = options
  const intake = createGrantIntake(options)

  async function logActs({ request, unlogged }: Omit<KeptRequest, 'filedAt'>): Promise<number> {
    const { length } = request.acts
    for (let number = length - unlogged + 1; number <= length; number += 1) {
      await onAct(factsOfAct(request, number))
    }
    if (unlogged > 0) await markActsLogged(database, request.id, length)
    return unlogged
  }

  /** Nothing is built on an act that the log does not have. */
  async function openRequest(id: string, actor: Actor): Promise<GrantRequest> {
    const kept = await readRequest(database, id)
    if (kept === null || !isTheirs(kept.request, actor)) throw unknown(id)
    await logActs(kept)
    return kept.request
  }

  async function listed(document: KeptDocument): Promise<ListedGrant> {
    const { owner, id, version, agency, token, receivedAt } = document
    const { value } = await options.verify(token, owner, now())
    const standing = value === null ? 'GRANT_INVALID' : standingOf(value, new Map(), now())
    return { owner, id, version, agency, standing, grant: value, receivedAt }
  }

  return {
    catalogue(who, province) {
      checkAtDesk(who, rules)
      return catalogue.filter(({ owner }) => province === null || owner === province)
    },

    requests: (who, { first, ...page }) =>
      withStore(async () => {
        const whose = whoseOf(await actorOf(who, rules, provinceOf))
        const found = await readRequests(database, whose, { ...page, limit: first + 1 })
        const shown = found.slice(0, first)
        const last = found.length > first ? shown.at(-1) : undefined
        const next =
          last === undefined ? null : { filedAtMs: last.filedAt.getTime(), id: last.request.id }
        return { requests: shown.map(({ request }) => request), next }
      }),

    grants: (who) =>
      withStore(async () => {
        const whose = whoseOf(await actorOf(who, rules, provinceOf))
        return Promise.all((await readGrantsOf(database, whose)).map(listed))
      }),

    file: (who, input) =>
      withStore(async () => {
        const actor = await actorOf(who, rules, provinceOf)
        if (actor.administers !== null) throw new FederationError('GRANTS_ROLE_WRONG')
        const request = fileRequest(newId(), readContent(input, catalogue, rules), actor, now())
        checkForm('agency', actor.agency)
        const open = await countRequests(database, actor.agency, OPEN)
        if (open >= mostOpen) {
          throw new FederationError('GRANT_REQUESTS_TOO_MANY', { limit: mostOpen })
        }
        await keepRequest(database, request)
        await logActs({ request, unlogged: 1 })
        return request
      }),

    act: (who, { request: id, act: kind, text, seen }) =>
      withStore(async () => {
        const by = await actorOf(who, rules, provinceOf)
        const request = await openRequest(id, by)
        if (seen !== null && seen !== request.acts.length) throw changed(id)
        const typed = text === null ? null : readText(text, 'text')
        const after = applyAct(request, { kind, by, at: now(), text: typed })
        if (!(await addAct(database, after))) throw changed(id)
        await logActs({ request: after, unlogged: 1 })
        return after
      }),

    submit: (who, token) =>
      withStore(async () => {
        const actor = await actorOf(who, rules, provinceOf)
        if (actor.administers === null) throw new FederationError('GRANTS_ROLE_WRONG')
        const grant = await intake.read(token, actor.administers)
        if (grant.revoked) await checkKnown(grant)
        else checkWithinRequest(grant, await openRequest(grant.id, actor))
        await intake.take(grant, token, actor.person)
        const { owner, id, version, agency } = grant
        const standing = standingOf(grant, new Map(), now())
        return { owner, id, version, agency, standing, grant, receivedAt: now() }
      }),

    finish: (agoMs) =>
      withStore(async () => {
        const before = new Date(now().getTime() - agoMs)
        let finished = await intake.finish(before)
        for (const id of await readUnloggedRequests(database, before)) {
          const kept = await readRequest(database, id)
          if (kept !== null) finished += await logActs(kept)
        }
        return finished
      }),
  }

  /** What is withdrawn was given once. */
  async function checkKnown({ owner, id, agency }: Grant): Promise<void> {
    const kept = await readGrantsOf(database, { owner })
    const isKnown = kept.some((each) => each.id === id && each.agency === agency)
    if (!isKnown) throw new FederationError('GRANT_UNKNOWN', { grant: id })
  }
}

function isTheirs(request: GrantRequest, { administers, agency }: Actor): boolean {
  return administers === null ? request.agency === agency : request.entry.owner === administers
}

function whoseOf({ administers, agency }: Actor) {
  return administers === null ? { agency } : { owner: administers }
}

function unknown(id: string): FederationError {
  return new FederationError('GRANT_REQUEST_UNKNOWN', { request: id.slice(0, 64) })
}

function changed(id: string): FederationError {
  return new FederationError('GRANT_REQUEST_CHANGED', { request: id })
}
