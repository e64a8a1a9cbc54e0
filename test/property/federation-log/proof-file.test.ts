import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proveInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { verifyEntry, verifyGrowth } from '../../../gateway/federation-log/log-proof.ts'
import { printProofFile } from '../../../gateway/federation-log/proof-file.ts'
import { quorumOf } from '../../../gateway/federation-log/quorum.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { decideCheckpoint } from '../../../gateway/federation-log/witness-decision.ts'
import { AT, LOG, WITNESS_KEYS, cosigned } from '../../unit/federation-log/parties.ts'
import { DISCLOSURES, LEAVES } from '../../unit/federation-log/sample-leaves.ts'

const ENTRIES = LEAVES.map(printLeaf)
const HASHES = ENTRIES.map(hashLeaf)
const HEAD = { size: HASHES.length, root: rootOfHashes(HASHES) }
const POLICY = {
  logs: [LOG.key],
  witnesses: WITNESS_KEYS,
  quorum: quorumOf(3, WITNESS_KEYS),
  urls: new Map(),
}
const at = new Date(AT.getTime() + 60_000)
const FILE = printProofFile({
  extra: ENTRIES[2]!,
  index: 2,
  proof: proveInclusion(HASHES, 2),
  checkpoint: cosigned(HEAD),
})
const ask = (proof: Uint8Array) =>
  verifyEntry({ proof, entry: null, disclosures: DISCLOSURES, policy: POLICY, at })
const withFlippedBit = (bit: number) => {
  const changed = Buffer.from(FILE)
  changed[Math.floor(bit / 8)]! ^= 1 << (bit % 8)
  return changed
}

describe('a proof file', () => {
  it('with any bit changed is refused, or says the same of the same entry', () => {
    const { index, leaf, checkpoint } = ask(FILE)
    const bit = fc.nat(FILE.length * 8 - 1)
    const property = fc.property(bit, (which) => {
      const verdict = ask(withFlippedBit(which))
      if (verdict.status === 'VALID') expect(verdict).toMatchObject({ index, leaf, checkpoint })
      else expect(verdict.code).toMatch(/^LOG_/)
    })
    fc.assert(property, { numRuns: 400 })
  })

  it('with any bit changed before the cosignatures is refused', () => {
    const end = FILE.indexOf('— witness')
    const property = fc.property(fc.nat(end * 8 - 1), (which) => {
      expect(ask(withFlippedBit(which)).status).not.toBe('VALID')
    })
    fc.assert(property, { numRuns: 400 })
  })

  it('cut anywhere is refused, and nothing throws', () => {
    const property = fc.property(fc.nat(FILE.length - 1), (length) => {
      const verdict = ask(FILE.subarray(0, length))
      if (verdict.status === 'VALID') expect(FILE[length - 1]).toBe(10) // between two cosignatures
    })
    fc.assert(property)
  })
})

describe('whatever bytes come', () => {
  it('there is a verdict or a decision', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(ask(bytes).status).toBe('INVALID')
      const growth = { older: bytes, newer: bytes, proof: [bytes], policy: POLICY, at }
      expect(verifyGrowth(growth).status).toBe('INVALID')
      expect(decideCheckpoint(bytes, [LOG.key], () => HEAD).status).toBe(400)
    })
    fc.assert(property)
  })
})
