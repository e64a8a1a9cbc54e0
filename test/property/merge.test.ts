/** What must hold for any four answers whatever: nothing lost, nothing lifted, no order that counts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { SECTIONS } from '../../schemas/model/record.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { createFederation } from '../../gateway/registries/federation.ts'
import { NO_KNOWLEDGE_STORE } from '../../gateway/registries/knowledge.ts'
import type { Source } from '../../gateway/registries/source.ts'
import { EntityView, SECTION_RULES } from '../../gateway/survivorship/entity-view.ts'
import type { SectionName } from '../../gateway/survivorship/entity-view.ts'
import type { MergeRule } from '../../gateway/survivorship/merge-decisions.ts'
import { timelineOf } from '../../gateway/survivorship/timeline.ts'
import { anyRecord } from '../support/any-record.ts'
import { BUREAU, USCC, evidenceOf } from '../support/evidence.ts'
import type { Said } from '../support/evidence.ts'

type Row = Readonly<Record<string, unknown>>
type Feeds = Record<Province, Said>

const AT = new Date('2026-03-10T01:00:00.000Z')
const LISTINGS = ['abnormalListings', 'seriousViolationListings'] as const
const authority = fc.constantFrom(null, ...Object.values(BUREAU))

type Meeting = typeof meeting extends fc.Arbitrary<infer Met> ? Met : never

/** Few days, authorities and numbers, so that feeds meet in the same decisions. */
const meeting = fc.record({
  authority,
  removalAuthority: authority,
  day: fc.constantFrom(null, '2024-07-05', '2025-07-05'),
  removedOn: fc.constantFrom(null, '2025-01-09', '2027-01-01'),
  number: fc.constantFrom(null, '虚1', '虚1|2', '虚2'),
  text: fc.constantFrom(null, '虚构甲', '虚构甲|乙'),
})

/** A record of any content, some of whose rows are such as other feeds have too. */
const record = fc
  .tuple(anyRecord, fc.array(meeting, { maxLength: 6 }))
  .map(([any, meetings]) => meetings.reduce(withMeeting, { ...any, uscc: USCC }))

const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 6, arbitrary: record.map((one) => [one]) },
  { weight: 1, arbitrary: fc.tuple(record, record) },
  { weight: 1, arbitrary: record.map((stale) => ({ stale })) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constantFrom('FAILED' as const, 'TIMED_OUT' as const) },
)
const feeds = fc.record({ SHANGHAI: said, JIANGSU: said, ZHEJIANG: said, ANHUI: said })

describe('the merged view', () => {
  it('is the same in whatever order the provinces answer', async () => {
    const property = fc.asyncProperty(feeds, fc.scheduler(), async (all, scheduler) => {
      const { answers } = evidenceOf(all)
      const sources = answers.map((answer): Source => {
        const { province } = answer
        const ask = () => scheduler.schedule(Promise.resolve(answer), province)
        return { province, ask, close: () => Promise.resolve() } as unknown as Source
      })
      const federation = createFederation({ sources, knowledge: NO_KNOWLEDGE_STORE })
      const evidence = await scheduler.waitFor(federation.ask(USCC, AT))
      expect(stateOf(new EntityView(evidence))).toEqual(stateOf(viewOf(all)))
    })
    await fc.assert(property, { numRuns: 200 })
  })

  it('is the same in whatever order a registry lists its rows', () => {
    const property = fc.property(feeds, fc.infiniteStream(fc.nat()), (all, stream) => {
      const shuffled = changedFeeds(all, (rows) => shuffle(rows, () => stream.next().value))
      expect(stateOf(viewOf(shuffled))).toEqual(stateOf(viewOf(all)))
    })
    fc.assert(property, { numRuns: 300 })
  })

  it('is the same when a registry sends everything twice', () => {
    const property = fc.property(feeds, (all) => {
      const once = changedFeeds(all, (rows, name, feed) =>
        rows.filter((row) => ruleOf(name).identityOf(row, feed) !== null),
      )
      const twice = changedFeeds(once, (rows) => [...rows, ...rows])
      expect(sectionsOf(viewOf(twice))).toEqual(sectionsOf(viewOf(once)))
    })
    fc.assert(property, { numRuns: 300 })
  })

  it('loses no row: each is there with its province, but for what was removed', () => {
    const property = fc.property(feeds, (all) => {
      const standing = withoutRemovals(all)
      for (const name of SECTIONS) {
        const merged = identified(name, viewOf(standing))
        for (const { province, row } of rowsOf(standing, name)) {
          const identity = ruleOf(name).identityOf(row, province)
          const alone = identity === null || wordings(standing, name, identity) > 1
          const there = merged.some(
            (one) =>
              one.reportedBy.includes(province) &&
              one.identity === identity &&
              (!alone || sameWords(one.row, row)),
          )
          expect(there, `${name} ${JSON.stringify(row)}`).toBe(true)
        }
      }
    })
    fc.assert(property, { numRuns: 300 })
  })

  it('shows no identified decision twice, unless one feed words it twice', () => {
    const property = fc.property(feeds, (all) => {
      for (const name of SECTIONS) {
        const identities = identified(name, viewOf(all)).map(({ identity }) => identity)
        for (const identity of new Set(identities)) {
          if (identity === null || wordings(all, name, identity) > 1) continue
          expect(identities.filter((one) => one === identity)).toHaveLength(1)
        }
      }
    })
    fc.assert(property, { numRuns: 300 })
  })

  it('has a timeline whose keys are unique and descend', () => {
    const property = fc.property(feeds, (all) => {
      const keys = timelineOf(viewOf(all)).map(({ key }) => key)
      expect(keys).toEqual([...new Set(keys)].sort().reverse())
    })
    fc.assert(property, { numRuns: 200 })
  })
})

describe('a listing', () => {
  it('is never lifted because a registry falls silent', () => {
    const property = fc.property(feeds, fc.constantFrom(...PROVINCES), (all, silent) => {
      const before = viewOf(withoutRemovals(all))
      const after = viewOf({ ...withoutRemovals(all), [silent]: 'FAILED' })
      for (const name of LISTINGS) {
        const left = identified(name, after).map(({ identity }) => identity)
        for (const { identity, reportedBy } of identified(name, before)) {
          const elsewhere = reportedBy.some((province) => province !== silent)
          if (elsewhere) expect(left).toContain(identity)
        }
      }
    })
    fc.assert(property, { numRuns: 300 })
  })

  it('is not lifted by the word of a registry whose province did not make it', () => {
    const property = fc.property(feeds, fc.constantFrom(...PROVINCES), (all, stranger) => {
      const standing = withoutRemovals(all)
      const claimed = changedFeeds(standing, (rows, name, feed) =>
        feed === stranger && isListing(name) ? rows.map((row) => claimedBy(stranger, row)) : rows,
      )
      for (const name of LISTINGS) {
        const identities = (those: Feeds) =>
          identified(name, viewOf(those)).map(({ identity }) => identity)
        expect(new Set(identities(claimed))).toEqual(new Set(identities(standing)))
      }
    })
    fc.assert(property, { numRuns: 300 })
  })
})

function withMeeting(record: RegistryRecord, met: Meeting): RegistryRecord {
  const base = { sourceId: met.text, authority: met.authority }
  const removal = { removalReason: null, removalAuthority: met.removalAuthority }
  const at = <K extends SectionName>(name: K, row: object) => ({
    [name]: [...record[name], { ...(record[name][0] ?? {}), ...base, ...row }],
  })
  return {
    ...record,
    ...(record.penalties.length > 0 ? at('penalties', { documentNumber: met.number }) : {}),
    ...(record.inspections.length > 0
      ? at('inspections', { inspectedOn: met.day, kind: met.text, result: met.number })
      : {}),
    ...(record.abnormalListings.length > 0
      ? at('abnormalListings', { ...removal, listedOn: met.day, removedOn: met.removedOn })
      : {}),
    ...(record.seriousViolationListings.length > 0
      ? at('seriousViolationListings', {
          ...removal,
          documentNumber: met.number,
          listedOn: met.day,
          removedOn: met.removedOn,
        })
      : {}),
  } as RegistryRecord
}

function viewOf(all: Feeds): EntityView {
  return new EntityView(evidenceOf(all, { today: '2026-03-10' }))
}

function ruleOf(name: SectionName): MergeRule<Row> {
  return SECTION_RULES[name] as unknown as MergeRule<Row>
}

function identified(name: SectionName, view: EntityView) {
  return view.section(name).rows.map(({ row, answer, reportedBy }) => ({
    row: row as unknown as Row,
    reportedBy,
    identity: ruleOf(name).identityOf(row as unknown as Row, answer.province),
  }))
}

function sameWords(a: Row, b: Row): boolean {
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b))
}

function recordsOf(one: Said): readonly RegistryRecord[] {
  if (typeof one === 'string') return []
  return 'stale' in one ? [one.stale] : one
}

function rowsOf(all: Feeds, name: SectionName): { province: Province; row: Row }[] {
  return PROVINCES.flatMap((province) =>
    recordsOf(all[province]).flatMap((record) =>
      (record[name] as unknown as Row[]).map((row) => ({ province, row })),
    ),
  )
}

function changedFeeds(
  all: Feeds,
  change: (rows: readonly Row[], name: SectionName, feed: Province) => readonly Row[],
): Feeds {
  const changed = (feed: Province) => (record: RegistryRecord) => ({
    ...record,
    ...Object.fromEntries(
      SECTIONS.map((name) => [name, change(record[name] as unknown as Row[], name, feed)]),
    ),
  })
  return Object.fromEntries(
    PROVINCES.map((feed): [Province, Said] => {
      const one = all[feed]
      if (typeof one === 'string') return [feed, one]
      if ('stale' in one) return [feed, { stale: changed(feed)(one.stale) }]
      return [feed, one.map(changed(feed))]
    }),
  ) as Feeds
}

const kept = new WeakMap<Feeds, Feeds>()

/** The same feeds before anything was removed; made once, so that its rows can be told apart. */
function withoutRemovals(all: Feeds): Feeds {
  const known = kept.get(all)
  if (known !== undefined) return known
  const standing = changedFeeds(all, (rows, name) =>
    isListing(name) ? rows.map((row) => ({ ...row, removedOn: null })) : rows,
  )
  kept.set(all, standing)
  return standing
}

function isListing(name: SectionName): boolean {
  return (LISTINGS as readonly SectionName[]).includes(name)
}

/** Says that it is removed, without saying by whom, unless this province or nobody made it. */
function claimedBy(stranger: Province, row: Row): Row {
  const made = row['authority'] as { readonly province: Province | null } | null
  if (made === null || made.province === stranger) return row
  return { ...row, removedOn: '2025-12-01', removalAuthority: null }
}

/** In how many ways the feed that has most of them words one decision. */
function wordings(all: Feeds, name: SectionName, identity: string): number {
  const counts = PROVINCES.map((feed) => {
    const rows = rowsOf(all, name).filter(
      ({ province, row }) =>
        province === feed && ruleOf(name).identityOf(row, province) === identity,
    )
    return new Set(rows.map(({ row }) => JSON.stringify(comparable(row)))).size
  })
  return Math.max(...counts)
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Everything the view says; what has no order is put into one. */
function stateOf(view: EntityView) {
  const { name, formerNames, registrar, registrarState, previousRegistrars } = view
  return {
    ...{ name, formerNames, registrar, registrarState, previousRegistrars },
    sections: sectionsOf(view),
    conflicts: unordered(view.conflicts.map(({ values, ...rest }) => [rest, unordered(values)])),
    timeline: timelineOf(view).map(({ key }) => key),
  }
}

function sectionsOf(view: EntityView) {
  return SECTIONS.map((name) => {
    const { rows, removals } = view.section(name)
    const shown = rows.map(({ row, answer, reportedBy }) => [
      comparable(row),
      answer.province,
      reportedBy,
    ])
    return { name, rows: shown, removals: unordered(removals) }
  })
}

function unordered(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(comparable(item))).sort()
}

/** Without what every registry gives for itself: its identifiers and its codes. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const { code, sourceCode, known } = value as Record<string, unknown>
  if (sourceCode !== undefined && known === true) return code
  const parts = Object.entries(value).filter(([field]) => field !== 'sourceId')
  return Object.fromEntries(parts.map(([field, part]) => [field, comparable(part)]))
}
