import { describe, expect, it } from 'vitest'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { printWithKnownFields } from '../../../gateway/log/print-with-known-fields.ts'
import { INTENT, LEAVES } from '../federation-log/sample-leaves.ts'

const digest = (i: number): string => Buffer.alloc(32, i).toString('base64url')

describe('printWithKnownFields', () => {
  it('gives the same bytes as printLeaf for a leaf of each type, the first time and later', () => {
    for (const leaf of LEAVES) {
      for (let time = 0; time < 3; time += 1) {
        expect(printWithKnownFields(leaf)).toEqual(printLeaf(leaf))
      }
    }
  })

  it('gives them for another leaf with the same fields', () => {
    const fields = Array.from({ length: 300 }, (_, i) => `entity.field${1_000 + i}`)
    for (let i = 0; i < 3; i += 1) {
      const leaf: Leaf = { ...INTENT, fields, id: `request-${i}`, _sd: [digest(i)] }
      expect(printWithKnownFields(leaf)).toEqual(printLeaf(leaf))
    }
  })

  it('refuses fields that no leaf may have, each time', () => {
    const leaf: Leaf = { ...INTENT, fields: ['entity.name', 'entity.alias: name'] }
    for (let time = 0; time < 2; time += 1) {
      expect(() => printWithKnownFields(leaf)).toThrow(
        expect.objectContaining({ code: 'LOG_LEAF_MALFORMED' }),
      )
    }
  })

  it('refuses another member that no leaf may have where the fields are known', () => {
    const { fields } = INTENT
    printWithKnownFields(INTENT)
    expect(() => printWithKnownFields({ ...INTENT, fields, purpose: 'not a code' })).toThrow(
      expect.objectContaining({ code: 'LOG_LEAF_MALFORMED' }),
    )
  })

  it('refuses a leaf that is too large with fields that are known', () => {
    const fields = Array.from({ length: 1_700 }, (_, i) => `entity.${'f'.repeat(11)}${10_000 + i}`)
    printWithKnownFields({ ...INTENT, fields })
    const digests = Array.from({ length: 200 }, (_, i) => digest(i)).toSorted()
    expect(() => printWithKnownFields({ ...INTENT, fields, _sd: digests })).toThrow(
      expect.objectContaining({ code: 'LOG_LEAF_TOO_LARGE' }),
    )
  })
})
