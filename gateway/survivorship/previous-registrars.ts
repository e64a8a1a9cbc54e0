/**
 * Earlier registrars (原登记机关) and their paper files (档案). The origin hands the file over within
 * three months of the move: 市场主体登记管理条例实施细则 art. 62.
 */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Move, RegistrarFinding } from './registrar.ts'

export type ArchiveTransferState = 'PENDING' | 'OVERDUE' | 'HANDED_OVER' | 'UNKNOWN'

export interface PreviousRegistrar {
  readonly authority: Authority | null
  readonly province: Province | null
  readonly until: CalendarDay | null
  readonly archiveTransfer: {
    readonly state: ArchiveTransferState
    readonly dueOn: CalendarDay | null
    readonly handedOverOn: CalendarDay | null
  }
}

/** Months the origin has for the file. */
const FILE_DUE_MONTHS = 3

/**
 * Newest first, one per province. A registry that still registers what another has approved since
 * is an earlier registrar too, although nobody states the move.
 */
export function previousRegistrarsOf(
  finding: RegistrarFinding,
  today: CalendarDay,
): PreviousRegistrar[] {
  const origins = new Map<string, Move[]>()
  for (const move of finding.moves) {
    const origin = move.from ?? move.fromAuthority?.code
    if (origin === undefined || origin === finding.current?.answer.province) continue
    origins.set(origin, [...(origins.get(origin) ?? []), move])
  }
  for (const { answer } of finding.current === null ? [] : finding.registered) {
    const { province } = answer
    if (province !== finding.current?.answer.province && !origins.has(province)) {
      origins.set(province, [{ ...UNSTATED, from: province }])
    }
  }
  return [...origins.values()]
    .map((moves) => previousRegistrar(moves, finding, today))
    .sort((a, b) => ((a.until ?? '') < (b.until ?? '') ? 1 : -1))
}

const UNSTATED: Omit<Move, 'from'> = {
  to: null,
  toAuthority: null,
  fromAuthority: null,
  on: null,
  fileHandedOverOn: null,
}

/** Both sides of one move state it; each fills what the other leaves out. */
function previousRegistrar(
  moves: readonly Move[],
  finding: RegistrarFinding,
  today: CalendarDay,
): PreviousRegistrar {
  const province = moves.find((move) => move.from !== null)?.from ?? null
  const last = moves.reduce((latest, move) => ((move.on ?? '') > (latest.on ?? '') ? move : latest))
  const until = last.on
  // It may have moved from there before, to another province and with another file.
  const handedOver =
    moves.find((move) => move.fileHandedOverOn !== null && mayBeTheSame(move, last))
      ?.fileHandedOverOn ?? null
  const registered = finding.registered.find(({ answer }) => answer.province === province)
  const authority =
    registered?.registration.authority ??
    moves.find((move) => move.fromAuthority !== null)?.fromAuthority ??
    null
  return { authority, province, until, archiveTransfer: transferOf(until, handedOver, today) }
}

/** The days two sides give for one move differ; where it went does not, if both say so. */
function mayBeTheSame(a: Move, b: Move): boolean {
  return a.to === b.to || [a, b].some((move) => move.to === null && move.toAuthority === null)
}

function transferOf(
  movedOn: CalendarDay | null,
  handedOverOn: CalendarDay | null,
  today: CalendarDay,
): PreviousRegistrar['archiveTransfer'] {
  const dueOn = movedOn === null ? null : plusMonths(movedOn, FILE_DUE_MONTHS)
  if (handedOverOn !== null && handedOverOn <= today) {
    return { state: 'HANDED_OVER', dueOn, handedOverOn }
  }
  if (dueOn === null) return { state: 'UNKNOWN', dueOn, handedOverOn: null }
  return { state: today <= dueOn ? 'PENDING' : 'OVERDUE', dueOn, handedOverOn: null }
}

/** The same day of a later month, or its last day where the month is shorter. */
function plusMonths(day: CalendarDay, months: number): CalendarDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const lastDate = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0))
  first.setUTCDate(Math.min(date, lastDate.getUTCDate()))
  return first.toISOString().slice(0, 10) as CalendarDay
}
