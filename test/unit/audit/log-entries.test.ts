/** The log in the graph, for auditors: filters, pages, remit, what a reading leaves, proofs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { AdministrativeLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { verifyConsistency } from '../../../gateway/federation-log/consistency.ts'
import { checkpointIn } from '../../../gateway/federation-log/head-steps.ts'
import { verifyInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { verifyEntry } from '../../../gateway/federation-log/log-proof.ts'
import { openSealed } from '../../../gateway/log/sealed-disclosures.ts'
import { digestOf, openDisclosure } from '../../../gateway/federation-log/salted-digest.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { AT, PRIVATE_KEYS, intent } from '../log-service/log-bench.ts'
import { POLICY } from './policy.ts'
import { AUDIT_AGENCY, BUREAU, auditGrant, auditor, codesOf, openDesk } from './open-desk.ts'
import type { DeskAnswer, OpenDesk } from './open-desk.ts'

let desk: OpenDesk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => {
  desk.grants = PROVINCES.map((province) => auditGrant(province))
})

const ENTRIES = `query ($filter: LogEntryFilter, $first: Int, $after: String) {
  logEntries(filter: $filter, first: $first, after: $after) {
    nodes { index type leafHash } pageInfo { hasNextPage endCursor }
  }
}`

interface Node {
  readonly index: number
  readonly type: string
  readonly leafHash: string
}

function nodesIn(answer: DeskAnswer): readonly Node[] {
  expect(codesOf(answer)).toEqual([])
  return answer.data.logEntries.nodes as readonly Node[]
}

async function found(filter: object): Promise<readonly string[]> {
  const answer = await desk.ask(auditor(), ENTRIES, { filter, first: 100 })
  return nodesIn(answer).map(({ leafHash }) => leafHash)
}

/** The newest administrative leaf. */
async function lastAct(act: string): Promise<AdministrativeLeaf & { index: number }> {
  const rows = await desk.database
    .selectFrom('log_entry')
    .select(['index', 'leaf'])
    .where('type', '=', 'ADMINISTRATIVE')
    .orderBy('index', 'desc')
    .execute()
  const leaves = rows.map(({ index, leaf }) => {
    return { ...(parseLeaf(leaf) as AdministrativeLeaf), index: Number(index) }
  })
  return leaves.find((leaf) => leaf.act === act)!
}

describe('the filter', () => {
  it('finds by each of its fields', async () => {
    const usccs = [fictitiousUscc(101), fictitiousUscc(102)]
    const mine = await desk.intend({
      ...{ agency: 'XC-TEST-OTHER', officer: 'officer-f', caseNumber: '虚构案〔2026〕F号' },
      ...{ purpose: 'LEAD_CHECK', provinces: ['ANHUI'] },
      subjects: [{ kind: 'ENTITY', uscc: usccs[0]! }],
      at: new Date('2026-02-01T08:00:00.000Z'),
    })
    await desk.conclude(mine, { result: 'PARTIAL', at: new Date('2026-02-01T08:00:01.000Z') })
    const other = await desk.intend({ subjects: [{ kind: 'ENTITY', uscc: usccs[1]! }] })
    await desk.conclude(other)
    const filters: readonly [string, object][] = [
      ['agency', { agency: 'XC-TEST-OTHER' }],
      ['officer', { officer: 'officer-f' }],
      ['entity', { entity: usccs[0] }],
      ['caseNumber', { caseNumber: '虚构案〔2026〕F号' }],
      ['purpose', { purpose: 'LEAD_CHECK' }],
      ['province', { province: 'ANHUI' }],
      ['result', { result: 'PARTIAL' }],
      ['time', { from: '2026-02-01T08:00:00Z', to: '2026-02-01T16:00:02+08:00' }],
    ]
    for (const [name, filter] of filters) {
      const all = await found(filter)
      expect(all, name).toContain(mine.leafHash)
      expect(all, name).not.toContain(other.leafHash)
      // The outcome comes with its intent.
      expect(all, name).toHaveLength(2)
      expect(await found({ ...filter, type: 'INTENT' }), name).toEqual([mine.leafHash])
    }
    expect(await found({ agency: 'XC-TEST-OTHER', result: 'COMPLETE' })).toEqual([])
    expect(await found({ from: '2026-02-01T08:00:01Z', to: '2026-02-01T08:00:01Z' })).toEqual([])
  })

  it.each([
    ['a day without a time', { from: '2026-02-01' }, 'from'],
    ['no instant', { to: '2026-02-31T25:00:00Z' }, 'to'],
    ['a number for an instant', { from: 1_700_000_000 }, 'from'],
    ['control characters', { officer: 'a\u0000b' }, 'officer'],
    ['an endless agency', { agency: 'A'.repeat(129) }, 'agency'],
  ])('refuses %s', async (_, filter, field) => {
    const { errors } = await desk.ask(auditor(), ENTRIES, { filter })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'AUDIT_ARGUMENT_INVALID', field })
  })

  it('refuses a code that is none', async () => {
    const answer = await desk.ask(auditor(), ENTRIES, { filter: { entity: '虚构' } })
    expect(codesOf(answer)).toEqual(['USCC_MALFORMED'])
  })
})

describe('pages', () => {
  it('are newest first and stand still while the log grows', async () => {
    const filter = { purpose: 'REGISTRATION' }
    const made: string[] = []
    for (let i = 0; i < 5; i += 1) {
      made.push((await desk.intend({ purpose: 'REGISTRATION' })).leafHash)
    }
    const seen: string[] = []
    let after: string | null = null
    do {
      const answer: DeskAnswer = await desk.ask(auditor(), ENTRIES, { filter, first: 2, after })
      seen.push(...nodesIn(answer).map(({ leafHash }) => leafHash))
      const { endCursor, hasNextPage } = answer.data.logEntries.pageInfo
      after = hasNextPage ? endCursor : null
      await desk.intend({ purpose: 'REGISTRATION' })
    } while (after !== null)
    expect(seen).toEqual(made.toReversed())
  })

  it('cannot be turned with the cursor of another filter, or a made one', async () => {
    const first = await desk.ask(auditor(), ENTRIES, { filter: {}, first: 1 })
    const after = first.data.logEntries.pageInfo.endCursor as string
    for (const question of [
      { filter: { agency: BUREAU }, after },
      { filter: {}, after: 'AAAA' },
    ]) {
      const answer = await desk.ask(auditor(), ENTRIES, question)
      expect(codesOf(answer)).toEqual(['CURSOR_INVALID'])
    }
  })

  it('have at most 100 rows', async () => {
    expect(codesOf(await desk.ask(auditor(), ENTRIES, { first: 101 }))).toEqual(['PAGE_TOO_LARGE'])
  })
})

describe('the remit', () => {
  it('is what the provinces granted: entries that name none of them are not there', async () => {
    const [shanghai, anhui] = [
      await desk.intend({ provinces: ['SHANGHAI', 'JIANGSU'], purpose: 'CREDIT_REPAIR' }),
      await desk.intend({ provinces: ['ANHUI'], purpose: 'CREDIT_REPAIR' }),
    ]
    desk.grants = [auditGrant('SHANGHAI')]
    expect(await found({ purpose: 'CREDIT_REPAIR' })).toEqual([shanghai.leafHash])
    const ask = (leafHash: string) =>
      desk.ask(auditor(), `{ logEntry(leafHash: "${leafHash}") { leafHash sealed { province } } }`)
    expect((await ask(anhui.leafHash)).data).toEqual({ logEntry: null })
    expect((await ask(shanghai.leafHash)).data).toEqual({
      logEntry: { leafHash: shanghai.leafHash, sealed: [{ province: 'SHANGHAI' }] },
    })
  })

  it('of an outcome is that of its intent, also when nobody answered', async () => {
    const intended = await desk.intend({ provinces: ['ANHUI'] })
    await desk.conclude(intended, { result: 'FAILED', answers: [] })
    const [node] = nodesIn(
      await desk.ask(auditor(), ENTRIES, { filter: { result: 'FAILED', type: 'OUTCOME' } }),
    )
    desk.grants = [auditGrant('SHANGHAI')]
    const answer = await desk.ask(auditor(), `{ logEntry(index: ${node!.index}) { index } }`)
    expect(answer.data).toEqual({ logEntry: null })
  })

  it('finds an officer under the search keys of its provinces alone', async () => {
    const { leafHash } = await desk.intend({ provinces: ['ZHEJIANG'], officer: 'officer-z' })
    expect(await found({ officer: 'officer-z' })).toEqual([leafHash])
    desk.grants = [auditGrant('SHANGHAI')]
    expect(await found({ officer: 'officer-z' })).toEqual([])
  })

  it.each([
    ['an officer', auditor({ roles: ['OFFICER'] }), 'ROLE_NOT_AUDITOR'],
    [
      'an auditor of an agency without a grant',
      auditor({ agency: 'XC-TEST-NONE' }),
      'GRANT_MISSING',
    ],
    [
      'an auditor for another purpose',
      auditor({ purpose: 'ENFORCEMENT' }),
      'LEGAL_BASIS_NOT_FOR_PURPOSE',
    ],
  ])('refuses %s', async (_, asker, code) => {
    const answer = await desk.ask(asker, '{ logEntries { nodes { index } } }')
    expect(codesOf(answer)).toEqual([code])
    expect(answer.data ?? null).toBeNull()
  })
})

describe('a reading', () => {
  it('is a leaf of its own, there before it is answered', async () => {
    const { leafHash } = await desk.intend({ purpose: 'SUPERVISION' })
    const before = (await desk.service.reader.entries({
      ...{ filter: {}, remit: PROVINCES, after: null, first: 1, newestFirst: true },
    }))!.entries[0]!.index
    expect(await found({ purpose: 'SUPERVISION' })).toEqual([leafHash])
    const leaf = await lastAct('LOG_READ')
    expect(leaf).toMatchObject({
      index: before + 1,
      role: 'AUDITOR',
      agency: AUDIT_AGENCY,
      count: 1,
    })
    expect(leaf._sd).toHaveLength(1)
  })

  it('is found by the agency whose officer read', async () => {
    await found({ purpose: 'SUPERVISION' })
    const { index } = await lastAct('LOG_READ')
    const asked = { filter: { agency: AUDIT_AGENCY, type: 'ADMINISTRATIVE' }, first: 1 }
    const [newest] = nodesIn(await desk.ask(auditor(), ENTRIES, asked))
    expect(newest).toMatchObject({ index, type: 'ADMINISTRATIVE' })
  })

  it('that found nothing is one too', async () => {
    const before = (await lastAct('LOG_READ')).index
    await found({ agency: 'XC-TEST-NOBODY' })
    const { index, count, document } = await lastAct('LOG_READ')
    expect({ isNew: index > before, count, document }).toEqual({
      isNew: true,
      count: 0,
      document: null,
    })
  })
})

const WHOLE = `{ logEntry(leafHash: "HASH") {
  index type id at agency purpose legalBases provinces grants fields operation result leafHash leaf
  outcome { type result intent { leafHash } answers { province state rows digest served live } }
  sealed { province keyId wrapped nonce ciphertext } proof proofMissing
} }`

describe('an entry', () => {
  it('says what its leaf says, with its outcome', async () => {
    const intended = await desk.intend({ at: AT })
    await desk.conclude(intended, {
      answers: [
        {
          province: 'SHANGHAI',
          state: 'ANSWERED',
          rows: 1,
          digest: null,
          served: 'LIVE',
          live: [],
        },
      ],
    })
    const { data } = await desk.ask(auditor(), WHOLE.replace('HASH', intended.leafHash))
    expect(data.logEntry).toMatchObject({
      ...{ type: 'INTENT', agency: BUREAU, purpose: 'ENFORCEMENT', legalBases: ['ORDER_809'] },
      ...{ at: AT.toISOString(), provinces: ['SHANGHAI', 'ZHEJIANG'], result: null },
      outcome: {
        ...{ type: 'OUTCOME', result: 'COMPLETE', intent: { leafHash: intended.leafHash } },
        answers: [{ province: 'SHANGHAI', state: 'ANSWERED', rows: 1, served: 'LIVE', live: [] }],
      },
    })
    expect(data.logEntry.leaf).not.toContain('虚构')
  })

  const ASKED = `query ($filter: LogEntryFilter) { logEntries(filter: $filter, first: 100) { nodes {
    type fields operation outcome { fields operation } intent { fields operation }
  } } }`

  it('says what was asked for and returned, by the operation that the intent cites', async () => {
    const whole = ['entity.name', 'entity.registration.state', 'entity.uscc']
    const operation = { digest: digestOf('a document'), fields: whole }
    const purpose = 'FIELDS_SHOWN'
    const expected: object[] = []
    for (const given of [null, [], ['entity.name']]) {
      const intended = await desk.intend({ purpose, operation })
      await desk.conclude(intended, { fields: given })
      const asked = { fields: whole, operation: operation.digest }
      const returned = { ...asked, fields: given ?? whole }
      expected.push(
        { type: 'INTENT', ...asked, outcome: returned, intent: null },
        { type: 'OUTCOME', ...returned, outcome: null, intent: asked },
      )
    }
    const { data } = await desk.ask(auditor(), ASKED, { filter: { purpose } })
    expect(data.logEntries.nodes).toEqual(expected.toReversed())
  })

  it('says it of an operation too, and of a refusal the document alone', async () => {
    const operation = { digest: digestOf('another document'), fields: ['entity.uscc'] }
    await desk.intend({ operation })
    const refused = await desk.service.record({
      ...{ type: 'REFUSAL', id: 'a-refusal', at: AT.toISOString() as Instant },
      ...{ code: 'GRANT_MISSING', agency: null, purpose: null, operation: operation.digest },
    })
    const ofOperations = await desk.ask(auditor(), ASKED, { filter: { type: 'OPERATION' } })
    const none = { outcome: null, intent: null }
    expect(ofOperations.data.logEntries.nodes[0]).toEqual({
      ...{ type: 'OPERATION', fields: operation.fields, operation: operation.digest, ...none },
    })
    const query = WHOLE.replace('HASH', refused.leafHash)
    const { data } = await desk.ask(auditor(), query)
    expect(data.logEntry).toMatchObject({ fields: null, operation: operation.digest })
  })

  it('says nothing of what was asked for where the operation is missing', async () => {
    const { agency, grants, provinces, purpose, bases } = intent()
    const { leafHash } = await desk.service.record({
      ...{
        type: 'INTENT',
        id: 'an-intent-astray',
        at: AT.toISOString() as Instant,
        agency,
        grants,
      },
      ...{ provinces, purpose, bases, asks: digestOf('never written') },
    })
    await desk.conclude({ leafHash }, { fields: null })
    const { data } = await desk.ask(auditor(), WHOLE.replace('HASH', leafHash))
    expect(data.logEntry).toMatchObject({ type: 'INTENT', fields: null, operation: null })
  })

  it('shows disclosures sealed, which its province opens and nobody else', async () => {
    const { leafHash } = await desk.intend({ officer: 'officer-s' })
    const { data } = await desk.ask(auditor(), WHOLE.replace('HASH', leafHash))
    const [first] = data.logEntry.sealed
    expect(first.province).toBe('SHANGHAI')
    const bytes = (name: string) => Buffer.from(first[name] as string, 'base64url')
    const sealed = {
      wrapped: bytes('wrapped'),
      nonce: bytes('nonce'),
      ciphertext: bytes('ciphertext'),
    }
    const leaf = parseLeaf(Buffer.from(data.logEntry.leaf as string))
    const opened = openSealed(sealed, Buffer.from(leafHash, 'base64url'), PRIVATE_KEYS.SHANGHAI)
    const said = opened.map((each) => openDisclosure(leaf, each))
    expect(said.map(({ name, value }) => [name, value])).toContainEqual(['officer', 'officer-s'])
    expect(() =>
      openSealed(sealed, Buffer.from(leafHash, 'base64url'), PRIVATE_KEYS.ZHEJIANG),
    ).toThrow(expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }))
  })

  it('has a proof once a quorum has seen it, and a reason before', async () => {
    const { leafHash } = await desk.intend()
    const query = WHOLE.replace('HASH', leafHash)
    const before = (await desk.ask(auditor(), query)).data.logEntry
    expect(before).toMatchObject({ proof: null, proofMissing: 'NOT_YET_COSIGNED' })
    await desk.service.checkpointNow(true)
    const { proof, proofMissing, index } = (await desk.ask(auditor(), query)).data.logEntry
    expect(proofMissing).toBeNull()
    const question = {
      entry: null,
      disclosures: [],
      policy: POLICY,
      at: new Date('2026-03-06T00:00:00Z'),
    }
    const verdict = verifyEntry({ ...question, proof: Buffer.from(proof as string) })
    expect(verdict).toMatchObject({ status: 'VALID', index, leaf: { type: 'INTENT' } })
    const altered = Buffer.from((proof as string).replace('index ', 'index 1'))
    expect(verifyEntry({ ...question, proof: altered }).status).toBe('INVALID')
  })

  it('is asked for by one of index and hash', async () => {
    for (const given of ['', '(index: 0, leafHash: "AAAA")', '(leafHash: "../etc")']) {
      const answer = await desk.ask(auditor(), `{ logEntry${given} { index } }`)
      expect(codesOf(answer)).toEqual(['AUDIT_ARGUMENT_INVALID'])
    }
    for (const index of ['-1', '1.5', '9007199254740993']) {
      const answer = await desk.ask(auditor(), `{ logEntry(index: ${index}) { index } }`)
      expect(codesOf(answer)).toEqual(['REQUEST_MALFORMED'])
    }
    const answer = await desk.ask(auditor(), '{ logEntry(index: 9007199254740991) { index } }')
    expect(answer.data).toEqual({ logEntry: null })
  })
})

describe('proofs by size', () => {
  it('hold, and are refused for sizes that were not signed', async () => {
    await desk.intend()
    const older = (await desk.service.checkpointNow(true))!
    const { leafHash } = await desk.intend()
    const newer = (await desk.service.checkpointNow(true))!
    const index = newer.size - 1
    const { data } = await desk.ask(
      auditor(),
      `{ checkpoint { size rootHash note cosigned at }
         inclusionProof(index: ${index}, size: ${newer.size}) { hashes checkpoint }
         consistencyProof(oldSize: ${older.size}, newSize: ${newer.size}) { hashes checkpoint } }`,
    )
    const hashes = (texts: readonly string[]) => texts.map((text) => Buffer.from(text, 'base64'))
    const { root } = checkpointIn(Buffer.from(data.inclusionProof.checkpoint as string)).checkpoint
    const proof = hashes(data.inclusionProof.hashes)
    verifyInclusion({
      index,
      size: newer.size,
      root,
      proof,
      leafHash: Buffer.from(leafHash, 'base64url'),
    })
    verifyConsistency({
      ...{ oldSize: older.size, oldRoot: older.root, size: newer.size, root },
      proof: hashes(data.consistencyProof.hashes),
    })
    expect(data.checkpoint).toMatchObject({
      ...{ size: newer.size, rootHash: newer.root.toString('base64'), cosigned: true },
    })
    const none = `{ inclusionProof(index: 0, size: ${newer.size + 5}) { hashes } }`
    expect(codesOf(await desk.ask(auditor(), none))).toEqual(['LOG_ENTRY_UNKNOWN'])
    const beyond = `{ inclusionProof(index: ${newer.size}, size: ${newer.size}) { hashes } }`
    expect(codesOf(await desk.ask(auditor(), beyond))).toEqual(['LOG_INCLUSION_INVALID'])
  })
})
