/**
 * Merges one kind of record over the provinces: the same decision seen through two feeds appears
 * once; a removal counts only when the authority that decided has removed; a silent disappearance
 * lifts nothing. The result does not depend on the order in which provinces answered.
 */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Conflict } from './conflict.ts'
import { isFresh } from './answer.ts'
import type { ProvinceAnswer } from './answer.ts'

/** How one section is merged. `Row` is the model's record of that section. */
export interface MergeRule<Row> {
  /** Field of the graph, for conflicts. */
  readonly field: string
  /**
   * What makes two rows the same decision, whichever feed they came through. Null: the row
   * identifies nothing and stands alone.
   */
  identityOf(row: Row, feed: Province): string | null
  /** Who decided; null where the row does not say: then its registry did. */
  authorityOf(row: Row): Authority | null
  /** The day it sorts by, newest first. */
  dayOf(row: Row): CalendarDay | null
  /** For listings only: who removed it, and when. */
  removalOf?(row: Row): Removal | null
  /** Listings are expected in the registrar's feed too; their absence there is shown. */
  readonly expectedAtRegistrar?: true
}

export interface Removal {
  readonly on: CalendarDay
  readonly by: Authority | null
}

export interface MergedRow<Row> {
  readonly row: Row
  readonly answer: ProvinceAnswer
  readonly reportedBy: readonly Province[]
}

export interface MergedSection<Row> {
  readonly rows: readonly MergedRow<Row>[]
  readonly conflicts: readonly Conflict[]
  /** Identities whose removal these answers prove, to be remembered. */
  readonly removals: readonly string[]
}

export interface SectionInput<Row> {
  readonly answers: readonly ProvinceAnswer[]
  rowsOf(answer: ProvinceAnswer): readonly Row[]
  readonly registrar: Province | null
  readonly knownRemovals: ReadonlySet<string>
  readonly today: CalendarDay
}

interface Seen<Row> {
  readonly row: Row
  readonly answer: ProvinceAnswer
}

/** Rows of one identity; one row where it has none. */
interface Group<Row> {
  readonly identity: string | null
  readonly seen: Seen<Row>[]
}

export function mergeSection<Row>(
  rule: MergeRule<Row>,
  input: SectionInput<Row>,
): MergedSection<Row> {
  const rows: MergedRow<Row>[] = []
  const conflicts: Conflict[] = []
  const removals: string[] = []
  for (const { identity, seen: group } of groupsOf(rule, input)) {
    if (isRemoved(rule, group, input.today)) {
      // What has no identity cannot be recognised again: the next such row would be hidden for it.
      if (identity !== null) removals.push(identity)
      continue
    }
    if (isKnownRemoved(rule, identity, group, input.knownRemovals)) continue
    for (const seen of decisionsIn(group)) {
      rows.push(survivorOf(rule, seen))
      conflicts.push(...wordingConflict(rule, seen), ...notCarried(rule, seen, input))
    }
  }
  rows.sort((a, b) => compareRows(rule, a, b))
  return { rows, conflicts, removals }
}

function groupsOf<Row>(rule: MergeRule<Row>, input: SectionInput<Row>): Group<Row>[] {
  const groups: Group<Row>[] = []
  const byIdentity = new Map<string, Group<Row>>()
  for (const answer of input.answers) {
    for (const row of input.rowsOf(answer)) {
      const identity = rule.identityOf(row, answer.province)
      const known = identity === null ? undefined : byIdentity.get(identity)
      if (known !== undefined) {
        known.seen.push({ row, answer })
        continue
      }
      const group = { identity, seen: [{ row, answer }] }
      groups.push(group)
      if (identity !== null) byIdentity.set(identity, group)
    }
  }
  return groups
}

/**
 * Each listing is ended by the authority that made it and by nobody else: its own province's feed
 * says so, or a feed says that this very authority did.
 */
function isRemoved<Row>(rule: MergeRule<Row>, group: readonly Seen<Row>[], today: CalendarDay) {
  return group.some(({ row, answer }) => {
    const removal = rule.removalOf?.(row) ?? null
    if (removal === null || removal.on > today) return false
    const decided = rule.authorityOf(row)
    if (removal.by !== null && decided !== null) return removal.by.code === decided.code
    return decided === null || decided.province === answer.province
  })
}

/** Removed as we learnt earlier, unless the registry that made it says now that it stands. */
function isKnownRemoved<Row>(
  rule: MergeRule<Row>,
  identity: string | null,
  group: readonly Seen<Row>[],
  known: ReadonlySet<string>,
): boolean {
  if (identity === null || !known.has(identity)) return false
  return !group.some(({ row, answer }) => {
    const decided = rule.authorityOf(row)
    return isFresh(answer) && (decided === null || decided.province === answer.province)
  })
}

/**
 * One decision, unless a single feed sends several rows under one identity: then every different
 * content is a decision of its own. The same content twice in one feed is one row.
 */
function decisionsIn<Row>(group: readonly Seen<Row>[]): (readonly Seen<Row>[])[] {
  if (new Set(group.map(({ answer }) => answer.province)).size === group.length) return [group]
  const said = new Map<string, Seen<Row>>()
  const byContent = new Map<string, Seen<Row>[]>()
  for (const seen of group) {
    const content = contentOf(seen.row)
    if (said.has(seen.answer.province + content)) continue
    said.set(seen.answer.province + content, seen)
    byContent.set(content, [...(byContent.get(content) ?? []), seen])
  }
  const folded = [...said.values()]
  const oneEach = new Set(folded.map(({ answer }) => answer.province)).size === folded.length
  return oneEach ? [folded] : [...byContent.values()]
}

/** The deciding authority's own feed survives; otherwise the first in the order of provinces. */
function survivorOf<Row>(rule: MergeRule<Row>, seen: readonly Seen<Row>[]): MergedRow<Row> {
  const own = seen.find(({ row, answer }) => rule.authorityOf(row)?.province === answer.province)
  const { row, answer } = own ?? seen[0]!
  const reportedBy = [...new Set(seen.map((one) => one.answer.province))]
  return { row, answer, reportedBy }
}

function wordingConflict<Row>(rule: MergeRule<Row>, seen: readonly Seen<Row>[]): Conflict[] {
  if (seen.length < 2) return []
  const wordings = new Set(seen.map(({ row }) => contentOf(row)))
  if (wordings.size < 2) return []
  const values = seen.map(({ row, answer }) => ({
    province: answer.province,
    value: contentOf(row),
    on: rule.dayOf(row),
  }))
  return [{ kind: 'DECISION', field: rule.field, values }]
}

/** A listing that the deciding or the registering province answered without: shown, and it stays. */
function notCarried<Row>(
  rule: MergeRule<Row>,
  seen: readonly Seen<Row>[],
  input: SectionInput<Row>,
): Conflict[] {
  if (rule.expectedAtRegistrar === undefined) return []
  const { row } = seen[0]!
  const decider = rule.authorityOf(row)?.province ?? null
  const carriers = new Set(seen.map(({ answer }) => answer.province))
  const missing = input.answers.filter(
    ({ province, state }) =>
      (province === decider || province === input.registrar) &&
      !carriers.has(province) &&
      (state === 'ANSWERED' || state === 'NO_RECORD'),
  )
  if (missing.length === 0) return []
  const values = [
    ...seen.map((one) => ({
      province: one.answer.province,
      value: rule.identityOf(one.row, one.answer.province),
      on: rule.dayOf(one.row),
    })),
    ...missing.map(({ province }) => ({ province, value: null, on: null })),
  ]
  return [{ kind: 'NOT_CARRIED', field: rule.field, values }]
}

/**
 * What the row states, as text to compare: without what every registry gives for itself, its
 * identifier and its codes where we understand them, and whatever the order of fields.
 */
function contentOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(contentOf).join()}]`
  const { code, sourceCode, known } = value as Partial<Coded<string>>
  if (sourceCode !== undefined && known === true) return JSON.stringify(code)
  let text = ''
  for (const field of Object.keys(value).sort()) {
    if (field === 'sourceId' || field === 'exact') continue
    const part = (value as Readonly<Record<string, unknown>>)[field]
    text += `${text === '' ? '' : ','}"${field}":${contentOf(part)}`
  }
  return `{${text}}`
}

function compareRows<Row>(rule: MergeRule<Row>, a: MergedRow<Row>, b: MergedRow<Row>): number {
  return (
    compareTexts(rule.dayOf(b.row) ?? '', rule.dayOf(a.row) ?? '') ||
    compareTexts(identityIn(rule, a), identityIn(rule, b)) ||
    compareTexts(contentOf(a.row), contentOf(b.row))
  )
}

function identityIn<Row>(rule: MergeRule<Row>, { row, answer }: MergedRow<Row>): string {
  return rule.identityOf(row, answer.province) ?? ''
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
