/**
 * Who registers an entity now (登记机关). Rule: the authority of the latest approved registration,
 * confirmed by moved-out and moved-in (迁出、迁入); a conflict only when two approvals cannot be
 * ordered. Source: 市场主体登记管理条例 arts 27–28 (relocation), 实施细则 art. 62 (file in three months).
 */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Registration, RegistryRecord } from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { isFresh } from './answer.ts'
import type { Evidence, KnownRelocation, ProvinceAnswer } from './answer.ts'

export type RegistrarState = 'CONFIRMED' | 'PRESUMED' | 'UNDETERMINED' | 'CONFLICT'

/** One registry's registration of the entity. */
export interface RegisteredIn {
  readonly answer: ProvinceAnswer
  readonly record: RegistryRecord
  readonly registration: Registration
}

/** A move some source states, or an earlier one taught. */
export interface Move {
  readonly from: Province | null
  readonly to: Province | null
  /** Where the destination is not one of the four provinces, its authority as the origin names it. */
  readonly toAuthority: Authority | null
  readonly fromAuthority: Authority | null
  readonly on: CalendarDay | null
  readonly fileHandedOverOn: CalendarDay | null
}

export interface RegistrarFinding {
  readonly state: RegistrarState
  /** The registration that counts. Null unless CONFIRMED or PRESUMED, or where the registrar is not one of ours. */
  readonly current: RegisteredIn | null
  /** Null with `current` null, but for a destination outside the four provinces. */
  readonly authority: Authority | null
  readonly registered: readonly RegisteredIn[]
  readonly moves: readonly Move[]
  /** Registrations that cannot be ordered. */
  readonly disputed: readonly RegisteredIn[]
}

export function findRegistrar(evidence: Evidence): RegistrarFinding {
  const registered = evidence.answers.flatMap(registrationsIn)
  const moves = movesOf(registered, evidence)
  const found = (
    state: RegistrarState,
    current: RegisteredIn | null,
    rest: Partial<RegistrarFinding> = {},
  ): RegistrarFinding => {
    const authority = current?.registration.authority ?? null
    return { state, current, authority, registered, moves, disputed: [], ...rest }
  }

  const doubled = evidence.answers.some((answer) => answer.records.length > 1)
  if (doubled) return found('CONFLICT', null)

  const live = registered.filter(isLive).sort(byApprovalNewestFirst)
  const [latest, next] = live
  if (latest === undefined) return whereNobodyRegisters(evidence, moves, found)
  if (next !== undefined && !canBeOrdered(latest, live, moves)) {
    return found('CONFLICT', null, { disputed: live })
  }
  if (wasPassedOn(latest, moves, registered)) return whereNobodyRegisters(evidence, moves, found)
  if (hasMovedOnToSilence(latest, moves, evidence)) return found('UNDETERMINED', null)
  return found(evidence.answers.every(isFresh) ? 'CONFIRMED' : 'PRESUMED', latest)
}

function registrationsIn(answer: ProvinceAnswer): RegisteredIn[] {
  return answer.records.flatMap((record) =>
    record.registration === null ? [] : [{ answer, record, registration: record.registration }],
  )
}

/**
 * 迁出 means look elsewhere: such a registration is evidence of a move, not a registrar. A registry
 * may keep it after the entity has come back.
 */
function isLive({ registration: { state, movedOut, movedIn } }: RegisteredIn): boolean {
  if (state.code === 'MOVED_OUT') return false
  if (movedOut === null) return true
  const [leftOn, cameBackOn] = [movedOut.on, movedIn?.on ?? null]
  return leftOn !== null && cameBackOn !== null && leftOn < cameBackOn
}

/** A registration without an approval date cannot outrank one that has it. Ties: order of PROVINCES. */
function byApprovalNewestFirst(a: RegisteredIn, b: RegisteredIn): number {
  const left = a.registration.approvedOn ?? ''
  const right = b.registration.approvedOn ?? ''
  return left < right ? 1 : left > right ? -1 : 0
}

function movesOf(registered: readonly RegisteredIn[], evidence: Evidence): Move[] {
  const stated = registered.flatMap(({ answer, registration }) => {
    const { movedIn, movedOut } = registration
    const moves: Move[] = []
    if (movedIn !== null) {
      moves.push({
        from: movedIn.authority?.province ?? null,
        fromAuthority: movedIn.authority,
        to: answer.province,
        toAuthority: registration.authority,
        on: movedIn.on ?? registration.approvedOn,
        fileHandedOverOn: movedIn.fileHandedOverOn,
      })
    }
    if (movedOut !== null) {
      moves.push({
        from: answer.province,
        fromAuthority: registration.authority,
        to: movedOut.authority?.province ?? null,
        toAuthority: movedOut.authority,
        on: movedOut.on,
        fileHandedOverOn: movedOut.fileHandedOverOn,
      })
    }
    return moves
  })
  return [...stated, ...(evidence.knowledge?.relocations ?? []).map(moveOf)]
}

function moveOf({ from, to, on }: KnownRelocation): Move {
  return { from, to, on, fromAuthority: null, toAuthority: null, fileHandedOverOn: null }
}

/**
 * Two live registrations are in order when the latest approval stands alone on its day and no move
 * led away from it before that day: an origin that approves after it let the entity go contradicts
 * the destination. An approval without a day is in order only when a move led from there to here.
 */
function canBeOrdered(
  latest: RegisteredIn,
  live: readonly RegisteredIn[],
  moves: readonly Move[],
): boolean {
  const approvedOn = latest.registration.approvedOn
  if (approvedOn === null) return false
  const others = live.filter((other) => other !== latest)
  if (others.some((other) => other.registration.approvedOn === approvedOn)) return false
  const here = latest.answer.province
  const ledHere = ({ answer }: RegisteredIn): boolean =>
    moves.some((move) => move.from === answer.province && move.to === here)
  if (others.some((other) => other.registration.approvedOn === null && !ledHere(other)))
    return false
  const cameBackOn = latestDay(moves.filter((move) => move.to === here))
  return !moves.some(
    (move) =>
      move.from === here &&
      move.to !== here &&
      others.some((other) => other.answer.province === move.to) &&
      (cameBackOn === null || (move.on !== null && cameBackOn < move.on)),
  )
}

/** It went on to a registry that has let it go since: an origin that still answers is not asked back. */
function wasPassedOn(
  latest: RegisteredIn,
  moves: readonly Move[],
  registered: readonly RegisteredIn[],
): boolean {
  const letGo = registered.filter((one) => !isLive(one)).map(({ answer }) => answer.province)
  return moves.some(
    (move) => leadsAwayFrom(latest, move) && letGo.some((province) => province === move.to),
  )
}

/** A move away from `registered`, not older than its approval. */
function leadsAwayFrom({ answer, registration }: RegisteredIn, move: Move): boolean {
  const { approvedOn } = registration
  return (
    move.from === answer.province &&
    move.to !== answer.province &&
    (move.on === null || approvedOn === null || move.on >= approvedOn)
  )
}

/** Such a move, to a province that did not answer now; also one that this asker is not to see. */
function hasMovedOnToSilence(
  registered: RegisteredIn,
  moves: readonly Move[],
  evidence: Evidence,
): boolean {
  const silent = evidence.answers.filter((answer) => !isFresh(answer))
  if (silent.length === 0) return false
  // The index could not be read: whether it moved to a silent province is not known.
  if (evidence.knowledge === null) return true
  const withheld = (evidence.knowledge.withheld ?? []).map(moveOf)
  return [...moves, ...withheld].some(
    (move) =>
      leadsAwayFrom(registered, move) && silent.some((answer) => answer.province === move.to),
  )
}

function whereNobodyRegisters(
  evidence: Evidence,
  moves: readonly Move[],
  found: (
    state: RegistrarState,
    current: null,
    rest?: Partial<RegistrarFinding>,
  ) => RegistrarFinding,
): RegistrarFinding {
  const away = [...moves].sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? 1 : -1))[0]
  const leftTheFour = away !== undefined && away.to === null && away.toAuthority !== null
  if (leftTheFour && evidence.answers.every(isFresh)) {
    return found('PRESUMED', null, { authority: away.toAuthority })
  }
  return found('UNDETERMINED', null)
}

function latestDay(moves: readonly Move[]): CalendarDay | null {
  return moves.reduce<CalendarDay | null>(
    (latest, { on }) => (on !== null && (latest === null || on > latest) ? on : latest),
    null,
  )
}
