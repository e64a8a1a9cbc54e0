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

/** Newest first, one per province. */
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
  return [...origins.values()]
    .map((moves) => previousRegistrar(moves, finding, today))
    .sort((a, b) => ((a.until ?? '') < (b.until ?? '') ? 1 : -1))
}

/** Both sides of one move state it; each fills what the other leaves out. */
function previousRegistrar(
  moves: readonly Move[],
  finding: RegistrarFinding,
  today: CalendarDay,
): PreviousRegistrar {
  const province = moves.find((move) => move.from !== null)?.from ?? null
  const until = moves.reduce<CalendarDay | null>(
    (latest, { on }) => (on !== null && (latest === null || on > latest) ? on : latest),
    null,
  )
  const handedOver = moves.find((move) => move.fileHandedOverOn !== null)?.fileHandedOverOn ?? null
  const registered = finding.registered.find(({ answer }) => answer.province === province)
  const authority =
    registered?.registration.authority ??
    moves.find((move) => move.fromAuthority !== null)?.fromAuthority ??
    null
  return { authority, province, until, archiveTransfer: transferOf(until, handedOver, today) }
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
