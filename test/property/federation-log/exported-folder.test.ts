import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { verifyLog } from '../../../gateway/federation-log/verify-log.ts'
import { AT } from '../../unit/federation-log/parties.ts'
import { manyLeaves, policyText, storyOf } from '../../unit/log-cli/log-story.ts'

const { files } = storyOf(manyLeaves(300), { kept: [100, 257] })
const POLICY = parsePolicy(policyText())
const PATHS = [...files.keys()]

async function ask(changed: ReadonlyMap<string, Buffer>) {
  const kept = PATHS.filter((path) => path.startsWith('checkpoints/'))
  return verifyLog({
    checkpoint: changed.get('checkpoint')!,
    readTile: (path) => Promise.resolve(changed.get(path) ?? null),
    kept: kept.map((path) => ({ size: Number(path.slice(12)), bytes: changed.get(path)! })),
    policy: POLICY,
    sections: ['ORDER', 'REFERENCES', 'PAIRS', 'KEYS', 'BRACKETS'],
    needsBrackets: true,
    tolerance: { backMs: 60_000, aheadMs: 60_000, outcomeWithinMs: 60_000 },
    at: new Date(AT.getTime() + 3_600_000),
  })
}

describe('any one changed byte of an exported folder', () => {
  it('is noticed, but for a line of a witness that is then one of nobody’s', async () => {
    const good = await ask(files)
    expect(good.status).toBe('VALID')
    const which = fc.constantFrom(...PATHS)
    const change = fc.tuple(which, fc.nat(), fc.integer({ min: 1, max: 255 }))
    const property = fc.asyncProperty(change, async ([path, at, xor]) => {
      const bytes = Buffer.from(files.get(path)!)
      const byte = at % bytes.length
      bytes[byte]! ^= xor
      const verdict = await ask(new Map(files).set(path, bytes))
      if (verdict.status !== 'VALID') return
      // Three others suffice; the newest checkpoint's missing witness is told.
      expect(path).toMatch(/^checkpoint/)
      expect(byte).toBeGreaterThan(files.get(path)!.indexOf('— witness'))
      if (path === 'checkpoint') expect(verdict.witnesses?.missing).toHaveLength(1)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('is noticed in every byte of the checkpoint that the log has signed', async () => {
    const text = files.get('checkpoint')!
    const signed = text.indexOf('— witness')
    const property = fc.asyncProperty(fc.nat(signed - 1), fc.nat(7), async (byte, bit) => {
      const bytes = Buffer.from(text)
      bytes[byte]! ^= 1 << bit
      expect((await ask(new Map(files).set('checkpoint', bytes))).status).not.toBe('VALID')
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('is noticed when a file is missing', async () => {
    for (const path of PATHS.filter((each) => each.startsWith('tile/'))) {
      const fewer = new Map(files)
      fewer.delete(path)
      expect(await ask(fewer)).toMatchObject({ status: 'INVALID', code: 'LOG_TILE_MISSING' })
    }
  })
})
