/** What stands in a leaf as digests alone: sealed for its provinces, erased, and found without being told. */
import { describe, expect, it, vi } from 'vitest'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import { openDisclosure } from '../../../gateway/federation-log/salted-digest.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { openLogService } from '../../../gateway/log/log-service.ts'
import { openSealed } from '../../../gateway/log/sealed-disclosures.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { AT, PRIVATE_KEYS, intent, options, outcome } from './log-bench.ts'
import { useOneLog } from './one-log.ts'

const stored = useOneLog()
const { service, keep, leavesFrom, refuseHoles, size: sizeNow } = stored

describe('disclosures', () => {
  it('are opened by each named province, and by no other', async () => {
    const log = service()
    const { promise } = await log.intend(intent())
    const leaf = parseLeaf(promise.leaf)
    const sealed = await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')
    const hash = hashLeaf(promise.leaf)
    const opened = openSealed(sealed!, hash, PRIVATE_KEYS.ZHEJIANG)
    const facts = opened.map((each) => openDisclosure(leaf, each))
    expect(Object.fromEntries(facts.map(({ name, value }) => [name, value]))).toEqual({
      subject: fictitiousUscc(1),
      officer: '虚构经办人甲',
      case: '虚构案〔2026〕1号',
    })
    expect(await log.reader.sealedDisclosures(promise.index, 'ANHUI')).toBeNull()
    const wrongly = () => openSealed(sealed!, hash, PRIVATE_KEYS.ANHUI)
    expect(wrongly).toThrow(expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }))
    const other = hashLeaf((await log.intend(intent())).promise.leaf)
    const otherLeaf = () => openSealed(sealed!, other, PRIVATE_KEYS.ZHEJIANG)
    expect(otherLeaf).toThrow(expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }))
    for (const [i, byte] of sealed!.ciphertext.entries()) {
      const ciphertext = Buffer.from(sealed!.ciphertext).fill(byte ^ 1, i, i + 1)
      const cut = sealed!.ciphertext.subarray(0, i)
      for (const changed of [ciphertext, cut]) {
        const altered = { ...sealed!, ciphertext: changed }
        expect(() => openSealed(altered, hash, PRIVATE_KEYS.ZHEJIANG)).toThrow(
          expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }),
        )
      }
    }
  })

  it('of many leaves and sizes are opened, each under a nonce of its own', async () => {
    const log = service()
    const numbers = Array.from({ length: 60 }, (_, i) => '〔2026〕'.padEnd(4 + i, '虚'))
    const intended = await Promise.all(
      numbers.map((caseNumber) => log.intend(intent({ caseNumber }))),
    )
    const nonces = new Set<string>()
    for (const [i, { promise }] of intended.entries()) {
      const leaf = parseLeaf(promise.leaf)
      const sealed = await log.reader.sealedDisclosures(promise.index, 'SHANGHAI')
      nonces.add(sealed!.nonce.toString('hex'))
      const opened = openSealed(sealed!, hashLeaf(promise.leaf), PRIVATE_KEYS.SHANGHAI)
      const values = opened.map((each) => openDisclosure(leaf, each).value)
      expect(values).toContain(numbers[i])
    }
    expect(nonces.size).toBe(numbers.length)
  })

  it('are erased at the next start where the process ended after the leaf', async () => {
    const log = service()
    const { promise, leafHash } = await log.intend(intent())
    const { _sd: digests } = parseLeaf(promise.leaf)
    const at = AT.toISOString() as Instant
    const erasure = { type: 'ERASURE', id: 'erasure-1', at, target: leafHash, digests } as const
    await log.record({ ...erasure, province: 'ZHEJIANG', bases: ['PIPL_47'] })
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).not.toBeNull()
    keep(await openLogService(options(stored.url, stored.folder)))
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).toBeNull()
    expect(await createLogStore(stored.database).finishErasures()).toBe(0)
  })

  it('are erased after a leaf has said so; the tree stays whole', async () => {
    const log = service()
    const { promise, leafHash } = await log.intend(intent())
    const before = await sizeNow()
    await log.erase({ leafHash, province: 'ZHEJIANG', bases: ['PIPL_47'] })
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).toBeNull()
    expect(await leavesFrom(before)).toMatchObject([{ type: 'ERASURE', target: leafHash }])
    const found = await log.reader.entries({ ...ALL, filter: { entity: fictitiousUscc(1) } })
    expect(found.entries.map(({ index }) => index)).not.toContain(promise.index)
    await refuseHoles()
    const unknown = { leafHash: 'AAAA', province: 'ZHEJIANG', bases: ['PIPL_47'] } as const
    await expect(log.erase(unknown)).rejects.toMatchObject({ code: 'LOG_ENTRY_UNKNOWN' })
  })
})

const ALL = { filter: {}, remit: PROVINCES, after: null, first: 10_000 }

describe('the search', () => {
  it('finds an intent and its outcome by what is sealed, under the keys of the remit', async () => {
    const log = service()
    const uscc = fictitiousUscc(77)
    const subject = { kind: 'ENTITY', uscc } as const
    const facts = intent({
      subjects: [subject],
      officer: '虚构经办人丙',
      agency: 'XC-DEV-OTHER',
      provinces: ['ANHUI'],
    })
    const { leafHash, promise } = await log.intend(facts)
    log.conclude(outcome(leafHash, { result: 'NOTHING', of: facts }))
    await vi.waitUntil(async () => (await sizeNow()) > promise.index + 1)
    const indexes = async (filter: object, remit: readonly Province[] = ALL.remit) => {
      const { entries } = await log.reader.entries({ ...ALL, filter, remit })
      return entries.map(({ index }) => index)
    }
    const both = [promise.index, promise.index + 1]
    expect(await indexes({ entity: uscc })).toEqual(both)
    expect(await indexes({ officer: '虚构经办人丙' })).toEqual(both)
    expect(await indexes({ entity: uscc }, ['SHANGHAI'])).toEqual([])
    expect(await indexes({ agency: 'XC-DEV-OTHER', purpose: 'ENFORCEMENT' })).toEqual(both)
    expect(await indexes({ agency: 'XC-DEV-OTHER', type: 'OUTCOME' })).toEqual([both[1]])
    expect(await indexes({ entity: uscc, result: 'NOTHING' })).toEqual(both)
    expect(await indexes({ entity: uscc, result: 'COMPLETE' })).toEqual([])
    expect(await indexes({ entity: uscc, province: 'ANHUI' })).toEqual(both)
    expect(await indexes({ entity: uscc, province: 'JIANGSU' })).toEqual([])
    expect(await indexes({ entity: uscc, to: AT })).toEqual([])
    expect((await log.reader.entryByHash(leafHash))?.index).toBe(promise.index)
  })

  it('goes on by index, in both directions', async () => {
    const { reader } = service()
    const page = await reader.entries({ ...ALL, first: 2 })
    expect(page).toMatchObject({ hasMore: true, entries: [{ index: 0 }, { index: 1 }] })
    const next = await reader.entries({ ...ALL, first: 2, after: 1 })
    expect(next.entries.map(({ index }) => index)).toEqual([2, 3])
    const back = await reader.entries({ ...ALL, first: 5, after: 2, newestFirst: true })
    expect(back).toMatchObject({ hasMore: false, entries: [{ index: 1 }, { index: 0 }] })
  })
})
