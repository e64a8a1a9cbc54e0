/** What a document asks for stands in one leaf of each process, before the first intent that cites it. */
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { IntentLeaf, OperationLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { digestOf } from '../../../gateway/federation-log/salted-digest.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { createOperationLeaves } from '../../../gateway/log/operation-leaves.ts'
import type { LoggedOperation } from '../../../gateway/pipeline/log-port.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { intent, outcome } from './log-bench.ts'
import { useOneLog } from './one-log.ts'

let n = 0
/** A document of its own, as if it was read and kept. */
const document = (fields: readonly string[] = ['entity.name']): LoggedOperation => {
  return { digest: digestOf(`document ${(n += 1)}`), fields }
}

describe('the leaf of an operation', () => {
  /** Writes that wait until they are let go. */
  function waitingLeaves() {
    const writes: PromiseWithResolvers<string>[] = []
    const asked: LoggedOperation[] = []
    const leaves = createOperationLeaves((operation) => {
      const write = Promise.withResolvers<string>()
      asked.push(operation)
      writes.push(write)
      return write.promise
    })
    return { leaves, asked, writes }
  }

  it('is written once, also when its document was given up and comes again', async () => {
    const { leaves, asked, writes } = waitingLeaves()
    const one = document()
    const first = leaves.hashOf(one)
    writes[0]!.resolve('leaf of one')
    expect(await first).toBe('leaf of one')
    expect(await leaves.hashOf(one)).toBe('leaf of one')
    expect(await leaves.hashOf({ ...one })).toBe('leaf of one')
    expect(asked).toEqual([one])
  })

  it('is another one for another digest', async () => {
    const { leaves, asked, writes } = waitingLeaves()
    const one = document()
    const both = [leaves.hashOf(one), leaves.hashOf({ ...one, digest: digestOf('another') })]
    for (const [i, { resolve }] of writes.entries()) resolve(`leaf ${i}`)
    expect(await Promise.all(both)).toEqual(['leaf 0', 'leaf 1'])
    expect(asked).toHaveLength(2)
  })

  it('is one write for those who ask first at once, and all of them wait for it', async () => {
    const { leaves, asked, writes } = waitingLeaves()
    const one = document()
    const had: string[] = []
    const all = Array.from({ length: 5 }, () => leaves.hashOf(one).then((hash) => had.push(hash)))
    await new Promise(setImmediate)
    expect({ asked: asked.length, had }).toEqual({ asked: 1, had: [] })
    writes[0]!.resolve('leaf')
    await Promise.all(all)
    expect(had).toEqual(Array(5).fill('leaf'))
  })

  it('is written again after it could not be; whoever waited is refused', async () => {
    const { leaves, asked, writes } = waitingLeaves()
    const one = document()
    const both = [leaves.hashOf(one), leaves.hashOf({ ...one })]
    writes[0]!.reject(new FederationError('LOG_UNAVAILABLE'))
    for (const each of await Promise.allSettled(both)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'LOG_UNAVAILABLE' } })
    }
    const later = leaves.hashOf(one)
    writes[1]!.resolve('leaf')
    expect(await later).toBe('leaf')
    expect(asked).toHaveLength(2)
  })
})

describe('in a log', () => {
  const stored = useOneLog()
  const { service, closeAll, size: sizeNow } = stored

  const run = (statement: string) => sql.raw(statement).execute(stored.database)

  async function entriesFrom(index: number) {
    return (await stored.entriesFrom(index)).map((each) => ({
      ...{ index: each.index, bytes: each.leaf.length, leaf: parseLeaf(each.leaf) },
    }))
  }
  async function operationsFrom(index: number): Promise<readonly OperationLeaf[]> {
    return (await entriesFrom(index)).flatMap(({ leaf }) =>
      leaf.type === 'OPERATION' ? [leaf] : [],
    )
  }
  /** The leaf that an intent cites. */
  async function citedBy(log: LogService, leafHash: string) {
    const entry = (await log.reader.entryByHash(leafHash))!
    const leaf = parseLeaf(entry.leaf) as IntentLeaf
    const cited = await log.reader.entryByHash(leaf.asks)
    return { index: entry.index, cited: cited && { ...cited, leaf: parseLeaf(cited.leaf) } }
  }

  it('it says what the document is and asks for, hides nothing, and is committed before its intent', async () => {
    const operation = document(['entity.name', 'entity.uscc'])
    const log = service()
    const { index, cited } = await citedBy(log, (await log.intend(intent({ operation }))).leafHash)
    const { digest, fields } = operation
    expect(cited!.leaf).toMatchObject({ type: 'OPERATION', operation: digest, fields, _sd: [] })
    expect(cited!.index).toBeLessThan(index)
    // Commits have numbers in their order: whoever stops between the two leaves no intent without its operation.
    const { rows } = await sql<{ commit: string }>`
      SELECT xmin::text AS commit FROM log_entry WHERE index IN (${cited!.index}, ${index}) ORDER BY index
    `.execute(stored.database)
    const [first, second] = rows.map(({ commit }) => Number(commit))
    expect(first).toBeLessThan(second!)
  })

  it('it stands there once, before all intents of callers who come at once', async () => {
    const operation = document()
    const before = await sizeNow()
    const log = service()
    const intended = await Promise.all(
      Array.from({ length: 50 }, () => log.intend(intent({ operation }))),
    )
    await log.intend(intent({ operation }))
    expect(intended.map(({ promise }) => promise.index)).not.toContain(before)
    const [first, ...rest] = await entriesFrom(before)
    expect(first!.leaf).toMatchObject({ type: 'OPERATION', operation: operation.digest })
    expect(rest.map(({ leaf }) => leaf.type)).toEqual(Array(51).fill('INTENT'))
  })

  it('each process writes its own, which its intents cite', async () => {
    const operation = document()
    const before = await sizeNow()
    const processes = [service(), service()]
    const cited = []
    for (const log of processes) {
      const twice = [
        (await log.intend(intent({ operation }))).leafHash,
        (await log.intend(intent({ operation }))).leafHash,
      ]
      const [first, second] = [await citedBy(log, twice[0]!), await citedBy(log, twice[1]!)]
      expect(first.cited).toEqual(second.cited)
      cited.push(first.cited!)
    }
    expect(new Set(cited.map(({ index }) => index)).size).toBe(processes.length)
    const leaves = await operationsFrom(before)
    expect(leaves).toEqual(cited.map(({ leaf }) => leaf))
    expect(leaves.map((leaf) => leaf.operation)).toEqual(processes.map(() => operation.digest))
    expect(new Set(leaves.map(({ id }) => id)).size).toBe(processes.length)
  })

  it('nobody’s intent is written while it cannot be; the next caller has both written', async () => {
    await run(`
      CREATE FUNCTION refuse_operations() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no operations today'; END $$;
      CREATE TRIGGER refuse_operations BEFORE INSERT ON log_entry FOR EACH ROW
        WHEN (NEW.type = 'OPERATION') EXECUTE FUNCTION refuse_operations()`)
    const operation = document()
    const before = await sizeNow()
    const log = service({ timing: { graceMs: 1_000 } })
    const refused = await Promise.allSettled(
      Array.from({ length: 3 }, () => log.intend(intent({ operation }))),
    )
    for (const each of refused) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'LOG_UNAVAILABLE' } })
    }
    expect(await sizeNow()).toBe(before)
    await run('DROP TRIGGER refuse_operations ON log_entry')
    await expect
      .poll(() =>
        log.intend(intent({ operation })).then(
          () => 'WRITTEN',
          () => 'REFUSED',
        ),
      )
      .toBe('WRITTEN')
    const types = (await entriesFrom(before)).map(({ leaf }) => leaf.type)
    expect([types[0], types.at(-1)]).toEqual(['OPERATION', 'INTENT'])
  })

  it('it alone is large, where a document asks for 200 fields', async () => {
    const fields = Array.from({ length: 200 }, (_, i) => {
      return `entity.registration.period.number${String(i).padStart(3, '0')}`
    })
    const operation = document(fields)
    const before = await sizeNow()
    const log = service()
    const grants = PROVINCES.map((province) => `${province}/enforcement-2026/1`).toSorted()
    const facts = intent({ operation, grants, provinces: PROVINCES })
    const { leafHash } = await log.intend(facts)
    const answers = PROVINCES.map((province) => ({
      ...{ province, state: 'ANSWERED' as const, rows: 1, digest: digestOf(province) },
      ...{ served: 'LIVE' as const, live: [] },
    }))
    log.conclude(outcome(leafHash, { fields: null, answers }))
    await closeAll()
    const written = await entriesFrom(before)
    const bytes = Object.fromEntries(written.map((each) => [each.leaf.type, each.bytes]))
    expect(Object.keys(bytes)).toEqual(['OPERATION', 'INTENT', 'OUTCOME'])
    expect(bytes['OPERATION']).toBeGreaterThan(200 * fields[0]!.length)
    expect(bytes['INTENT']).toBeLessThan(1_000)
    expect(bytes['OUTCOME']).toBeLessThan(1_000)
  })
})
