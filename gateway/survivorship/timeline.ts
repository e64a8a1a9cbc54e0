/** All dated events of an entity (时间轴), newest first, from what the view shows and nothing else. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { ProvinceAnswer } from './answer.ts'
import type { EntityView, RowOf, SectionName } from './entity-view.ts'

export type TimelineKind =
  | 'ESTABLISHED'
  | 'APPROVED'
  | 'RELOCATED'
  | 'CHANGED'
  | 'PERMITTED'
  | 'PENALISED'
  | 'LISTED_ABNORMAL'
  | 'LISTED_SERIOUS'
  | 'LISTED_DEBTOR'
  | 'INSPECTED'

export interface TimelineEvent {
  readonly kind: TimelineKind
  readonly on: CalendarDay
  readonly summary: string
  readonly authority: Authority | null
  readonly answer: ProvinceAnswer
  /** Sorts and names the event: day, kind and a number among its like. */
  readonly key: string
}

type Draft = Omit<TimelineEvent, 'key' | 'on'> & { readonly on: CalendarDay | null }

export function timelineOf(view: EntityView): readonly TimelineEvent[] {
  const drafts = [
    ...registrationEvents(view),
    ...sectionEvents(
      view,
      'changes',
      'CHANGED',
      (row) => row.changedOn,
      (row) => row.item,
    ),
    ...sectionEvents(
      view,
      'permits',
      'PERMITTED',
      (row) => row.validFrom,
      (row) => row.name,
    ),
    ...sectionEvents(
      view,
      'penalties',
      'PENALISED',
      (row) => row.decidedOn,
      (row) => row.violation,
    ),
    ...sectionEvents(
      view,
      'abnormalListings',
      'LISTED_ABNORMAL',
      (row) => row.listedOn,
      (row) => row.reason.sourceText,
    ),
    ...sectionEvents(
      view,
      'seriousViolationListings',
      'LISTED_SERIOUS',
      (row) => row.listedOn,
      (row) => row.reason,
    ),
    ...sectionEvents(
      view,
      'dishonestDebtorListings',
      'LISTED_DEBTOR',
      (row) => row.publishedOn,
      (row) => row.caseNumber,
    ),
    ...sectionEvents(
      view,
      'inspections',
      'INSPECTED',
      (row) => row.inspectedOn,
      (row) => row.result,
    ),
  ]
  const dated = drafts.filter((draft): draft is Draft & { on: CalendarDay } => draft.on !== null)
  return numbered(dated).sort((a, b) => (a.key < b.key ? 1 : -1))
}

const TITLES: Readonly<Record<TimelineKind, string>> = {
  ESTABLISHED: '设立登记',
  APPROVED: '核准登记',
  RELOCATED: '迁移登记',
  CHANGED: '变更登记',
  PERMITTED: '行政许可',
  PENALISED: '行政处罚',
  LISTED_ABNORMAL: '列入经营异常名录或标记',
  LISTED_SERIOUS: '列入严重违法失信名单',
  LISTED_DEBTOR: '列为失信被执行人',
  INSPECTED: '监督检查',
}

function registrationEvents(view: EntityView): Draft[] {
  const { current, moves } = view.finding
  if (current === null) return []
  const { answer, registration } = current
  const common = { authority: registration.authority, answer }
  const draft = (kind: TimelineKind, on: CalendarDay | null): Draft => {
    return { kind, on, summary: TITLES[kind], ...common }
  }
  const movedHere = moves.filter((move) => move.to === answer.province).map((move) => move.on)
  return [
    draft('ESTABLISHED', registration.establishedOn),
    draft('APPROVED', registration.approvedOn),
    ...[...new Set(movedHere)].map((on) => draft('RELOCATED', on)),
  ]
}

function sectionEvents<Name extends SectionName>(
  view: EntityView,
  name: Name,
  kind: TimelineKind,
  onOf: (row: RowOf<Name>) => CalendarDay | null,
  detailOf: (row: RowOf<Name>) => string | null,
): Draft[] {
  return view.section(name).rows.map(({ row, answer }) => {
    const detail = detailOf(row)
    const summary = detail === null ? TITLES[kind] : `${TITLES[kind]}：${detail}`
    return { kind, on: onOf(row), summary, authority: row.authority, answer }
  })
}

/**
 * Like events are told apart by a number, so that a cursor names exactly one. The number is part of
 * what they are sorted by: of two texts one may begin with the other.
 */
function numbered(events: readonly (Draft & { on: CalendarDay })[]): TimelineEvent[] {
  const seen = new Map<string, number>()
  return events.map((event) => {
    const base = `${event.on}|${event.kind}|${event.answer.province}|${event.summary}`
    const n = seen.get(base) ?? 0
    seen.set(base, n + 1)
    return { ...event, key: `${base}|${String(n).padStart(4, '0')}` }
  })
}
