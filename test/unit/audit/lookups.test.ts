/** Who looked at us, for companies; and the decision to release what is withheld. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogDesk } from '../../../gateway/audit/create-log-desk.ts'
import { RELEASE_TERMS_YEARS, shownBefore } from '../../../gateway/audit/release-terms.ts'
import { verifyEntry } from '../../../gateway/federation-log/log-proof.ts'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { AdministrativeLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { PURPOSES } from '../../../gateway/access/purposes.ts'
import type { IntentFacts } from '../../../gateway/pipeline/log-port.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { AT, BUREAU, administrator, auditor, codesOf, enterprise, openDesk } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'
import { POLICY } from './policy.ts'

const HOUR_MS = 3_600_000
const NEXT_DAY = new Date(AT.getTime() + 25 * HOUR_MS)

let desk: OpenDesk
let n = 500
let uscc: Uscc

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => {
  uscc = fictitiousUscc((n += 1))
  desk.at = NEXT_DAY
})

const about = (change: Partial<IntentFacts> = {}) =>
  desk.intend({
    ...{ subjects: [{ kind: 'ENTITY', uscc }], purpose: 'REGISTRATION', caseNumber: `案${n}` },
    ...change,
  })

const LOOKUPS = `query ($first: Int, $after: String) { lookups(first: $first, after: $after) {
  nodes { agency purpose purposeName legalBases on provinces } pageInfo { hasNextPage endCursor } } }`

interface LookupPage {
  readonly nodes: readonly { readonly purpose: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

async function page(
  variables: Record<string, unknown> = {},
  asker = enterprise(uscc),
): Promise<LookupPage> {
  const answer = await desk.ask(asker, LOOKUPS, variables)
  expect(codesOf(answer)).toEqual([])
  return answer.data.lookups as LookupPage
}

const purposes = async () => (await page()).nodes.map(({ purpose }) => purpose)

const RELEASE = `mutation ($input: ReleaseLookupsInput!) {
  releaseLookups(input: $input) { id count at } }`

describe('a company', () => {
  it('is shown agency, purpose, basis, day and provinces, and never the officer', async () => {
    await about({ officer: 'officer-unseen' })
    const { nodes } = await page()
    expect(nodes).toEqual([
      {
        ...{ agency: BUREAU, purpose: 'REGISTRATION', purposeName: PURPOSES.REGISTRATION.zh },
        ...{ legalBases: ['ORDER_809'], on: '2026-03-05', provinces: ['SHANGHAI', 'ZHEJIANG'] },
      },
    ])
  })

  it('sees a request after the delay, and not before', async () => {
    await about()
    desk.at = new Date(AT.getTime() + 24 * HOUR_MS)
    expect(await purposes()).toEqual([])
    desk.at = new Date(AT.getTime() + 24 * HOUR_MS + 1)
    expect(await purposes()).toEqual(['REGISTRATION'])
  })

  it('sees nothing about another', async () => {
    await about()
    expect((await page({}, enterprise(fictitiousUscc(900)))).nodes).toEqual([])
  })

  it('that looks leaves a leaf, in which it is not named', async () => {
    await about()
    await page()
    const row = await desk.database
      .selectFrom('log_entry')
      .select('leaf')
      .where('type', '=', 'ADMINISTRATIVE')
      .orderBy('index', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(parseLeaf(row.leaf)).toMatchObject({
      ...{ act: 'LOOKUPS_READ', role: 'SUBJECT', agency: null, count: 1 },
    })
    expect(row.leaf.toString()).not.toContain(uscc)
  })

  it('has a proof that holds, of what it is shown', async () => {
    await about()
    await desk.service.checkpointNow(true)
    const { data } = await desk.ask(enterprise(uscc), '{ lookups { nodes { proof } } }')
    const proof = Buffer.from(data.lookups.nodes[0].proof as string)
    const at = new Date('2026-03-06T03:00:00Z')
    const verdict = verifyEntry({ proof, entry: null, disclosures: [], policy: POLICY, at })
    expect(verdict).toMatchObject({
      status: 'VALID',
      leaf: { type: 'INTENT', agency: BUREAU, purpose: 'REGISTRATION' },
    })
    expect(proof.toString()).not.toContain('officer')
  })

  it.each([
    ['an auditor', auditor()],
    ['an administrator', administrator()],
  ])('is who asks: %s is refused', async (_, asker) => {
    const answer = await desk.ask(asker, '{ lookups { nodes { agency } } }')
    expect(codesOf(answer)).toEqual(['SUBJECT_ONLY'])
  })

  it('sees nothing of the log besides', async () => {
    const answer = await desk.ask(enterprise(uscc), '{ logEntries { nodes { index } } }')
    expect(codesOf(answer)).toEqual(['OPERATION_OUTSIDE_GRANT'])
  })
})

describe('what is withheld', () => {
  const WITHHELD = ['ENFORCEMENT', 'LEAD_CHECK', 'ASSISTANCE', 'CRIMINAL_TRANSFER', 'AUDIT', 'GONE']

  it.each(WITHHELD)('is every request for %s', async (purpose) => {
    await about({ purpose })
    expect(await purposes()).toEqual([])
  })

  it('leaves no gap, no count and no trace in cursors: pages are as if it were not there', async () => {
    const other = fictitiousUscc(700 + n)
    const shown = ['REGISTRATION', 'SUPERVISION', 'CREDIT_REPAIR']
    for (const purpose of shown) {
      await about({ purpose: 'ENFORCEMENT' })
      // One request about both: the same entry of the log.
      await about({
        purpose,
        subjects: [
          { kind: 'ENTITY', uscc },
          { kind: 'ENTITY', uscc: other },
        ],
      })
      await about({ purpose: 'LEAD_CHECK' })
    }
    let after: string | null = null
    for (const [i, purpose] of shown.toReversed().entries()) {
      const [mine, theirs]: readonly [LookupPage, LookupPage] = await Promise.all([
        page({ first: 1, ...(i > 0 ? { after } : {}) }),
        page({ first: 3 }, enterprise(other)),
      ])
      expect(mine.nodes.map((node) => node.purpose)).toEqual([purpose])
      expect(mine.pageInfo.hasNextPage).toBe(i < 2)
      expect(theirs.nodes).toHaveLength(3)
      after = mine.pageInfo.endCursor
    }
    const whole = await page()
    expect(whole.nodes).toEqual((await page({}, enterprise(other))).nodes)
    expect(whole.pageInfo).toEqual({ hasNextPage: false, endCursor: null })
  })

  it('is shown after a term where a deployment sets one', async () => {
    const released = createLogDesk({
      ...desk.deskOptions,
      lookups: { releaseTerms: { ENFORCEMENT: 2 } },
    })
    await about({ purpose: 'ENFORCEMENT' })
    const shown = () =>
      released.lookups({ kind: 'ENTERPRISE', id: uscc, uscc }, { after: null, first: 9 })
    desk.at = new Date('2028-03-05T01:00:00.000Z')
    expect((await shown()).rows).toEqual([])
    desk.at = new Date('2028-03-05T01:00:00.001Z')
    expect((await shown()).rows).toHaveLength(1)
    expect(await purposes()).toEqual([])
  })

  it('has no term of ours', () => {
    for (const [purpose, { withheldFromSubject }] of Object.entries(PURPOSES)) {
      expect(purpose in RELEASE_TERMS_YEARS).toBe(withheldFromSubject)
      expect(shownBefore(purpose, RELEASE_TERMS_YEARS, NEXT_DAY)).toBeNull()
    }
  })
})

describe('a province', () => {
  it('that does not take part is not named, and alone gives nothing to see', async () => {
    const shownBy = { SHANGHAI: false, JIANGSU: true, ZHEJIANG: true, ANHUI: true }
    const partly = createLogDesk({ ...desk.deskOptions, lookups: { shownBy } })
    await about()
    await about({ provinces: ['SHANGHAI'] })
    const who = { kind: 'ENTERPRISE', id: uscc, uscc } as const
    const { rows } = await partly.lookups(who, { after: null, first: 9 })
    expect(rows.map(({ provinces }) => provinces)).toEqual([['ZHEJIANG']])
  })
})

describe('a release', () => {
  const release = (input: object, asker = administrator()) => desk.ask(asker, RELEASE, { input })

  it('of a case shows what was withheld in it, and writes down who decided what', async () => {
    const { leafHash } = await about({ purpose: 'ENFORCEMENT' })
    await about({ purpose: 'ENFORCEMENT', caseNumber: '虚构另案' })
    const { data } = await release({ caseNumber: `案${n}`, reason: '虚构：已结案' })
    expect(data.releaseLookups).toMatchObject({ count: 1, at: NEXT_DAY.toISOString() })
    expect(await purposes()).toEqual(['ENFORCEMENT'])
    const kept = await desk.database
      .selectFrom('lookup_release')
      .selectAll()
      .where('id', '=', data.releaseLookups.id as string)
      .executeTakeFirstOrThrow()
    expect(kept).toMatchObject({ province: 'SHANGHAI', actor: 'reviewer-1' })
    expect(JSON.parse(kept.content)).toMatchObject({ reason: '虚构：已结案', leaves: [leafHash] })
    const rows = await desk.database
      .selectFrom('log_entry')
      .select('leaf')
      .where('type', '=', 'ADMINISTRATIVE')
      .execute()
    const acts = rows.map(({ leaf }) => parseLeaf(leaf) as AdministrativeLeaf)
    const document = createHash('sha256').update(kept.content).digest('base64url')
    expect(acts).toContainEqual(
      expect.objectContaining({ act: 'RELEASE_LOOKUPS', province: 'SHANGHAI', count: 1, document }),
    )
  })

  it('by numbers takes these, and is not about what comes later in the case', async () => {
    const { promise } = await about({ purpose: 'ASSISTANCE' })
    await release({ indexes: [promise.index], reason: '虚构：已结案' })
    await about({ purpose: 'ASSISTANCE' })
    expect(await purposes()).toEqual(['ASSISTANCE'])
  })

  it('does not shorten the delay', async () => {
    await about({ purpose: 'ENFORCEMENT', at: NEXT_DAY })
    await release({ caseNumber: `案${n}`, reason: '虚构：已结案' })
    expect(await purposes()).toEqual([])
  })

  it.each([
    ['of another province', administrator('anhui')],
    ['who is no administrator of any', administrator('nobody')],
  ])('by an administrator %s is refused', async (_, asker) => {
    await about({ purpose: 'ENFORCEMENT' })
    const [code] = codesOf(await release({ caseNumber: `案${n}`, reason: '虚构：已结案' }, asker))
    expect(['LOOKUP_RELEASE_EMPTY', 'GRANTS_ROLE_WRONG']).toContain(code)
    expect(await purposes()).toEqual([])
  })

  it('by an officer is refused', async () => {
    await about({ purpose: 'ENFORCEMENT' })
    const officer = administrator('shanghai', {
      ...{ roles: ['OFFICER'], purpose: 'GRANT_REQUEST', caseNumber: '虚构数申' },
    })
    const answer = await release({ caseNumber: `案${n}`, reason: '虚构：已结案' }, officer)
    expect(codesOf(answer)).toEqual(['LOOKUP_RELEASE_ROLE_WRONG'])
    expect(await purposes()).toEqual([])
  })

  it('of what is shown already is none', async () => {
    await about()
    const answer = await release({ caseNumber: `案${n}`, reason: '虚构：已结案' })
    expect(codesOf(answer)).toEqual(['LOOKUP_RELEASE_EMPTY'])
  })

  it.each([
    ['no reason', { caseNumber: 'x', reason: ' ' }, 'reason'],
    ['a reason that turns lines over', { caseNumber: 'x', reason: 'a\u202eb' }, 'reason'],
    ['neither case nor numbers', { reason: '虚构' }, 'caseNumber'],
    ['both', { caseNumber: 'x', indexes: [1], reason: '虚构' }, 'caseNumber'],
    ['no number', { indexes: [], reason: '虚构' }, 'indexes'],
    [
      'too many numbers',
      { indexes: Array.from({ length: 1_001 }, (_, i) => i), reason: '虚构' },
      'indexes',
    ],
  ])('refuses %s', async (_, input, field) => {
    const { errors } = await release(input)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'AUDIT_ARGUMENT_INVALID', field })
  })

  it('stands: nothing of it can be changed or taken back', async () => {
    await about({ purpose: 'ENFORCEMENT' })
    await release({ caseNumber: `案${n}`, reason: '虚构：已结案' })
    await expect(desk.database.deleteFrom('lookup_released').execute()).rejects.toThrow(
      'append only',
    )
    await expect(
      desk.database.updateTable('lookup_release').set({ reason: 'x' }).execute(),
    ).rejects.toThrow('append only')
  })
})
