import { describe, expect, it } from 'vitest'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { printPromise, promiseFromJson } from '../../../gateway/federation-log/promise-json.ts'
import { batchOpener, openPromise } from '../../../gateway/federation-log/promise.ts'
import type { LogPromise } from '../../../gateway/federation-log/promise.ts'
import { signNote } from '../../../gateway/federation-log/note.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { generateKeyPairSync } from 'node:crypto'
import { promiseBatch, promiseToJson } from '../../support/promise-batch.ts'
import { refusal } from './refusal.ts'
import { INTENT } from './sample-leaves.ts'

const signer = createNoteSigner(
  'log.ydelta.example/promise',
  generateKeyPairSync('ed25519').privateKey,
)
const other = createNoteSigner(
  'log.ydelta.example/promise',
  generateKeyPairSync('ed25519').privateKey,
)
const AT = '2026-03-05T01:00:00.500Z'
const LEAVES = Array.from({ length: 5 }, (_, i) => printLeaf({ ...INTENT, id: `request-${i}` }))
const made = (by = signer) =>
  promiseBatch({ origin: 'log.ydelta.example/federation', firstIndex: 1_000, at: AT }, LEAVES, by)
const open = (promise: LogPromise) => openPromise(promise, batchOpener([signer.key]))

describe('a log promise', () => {
  it('says where each leaf of a commit stands', () => {
    made().forEach((promise, i) => {
      const { batch, leaf, leafHash } = open(
        promiseFromJson(JSON.parse(JSON.stringify(promiseToJson(promise)))),
      )
      expect(promise.index).toBe(1_000 + i)
      expect(batch).toMatchObject({ firstIndex: 1_000, count: 5, at: AT })
      expect(leaf).toMatchObject({ type: 'INTENT', id: `request-${i}` })
      expect(leafHash).toEqual(hashLeaf(LEAVES[i]!))
    })
  })

  it('is printed as JSON of ASCII alone', () => {
    for (const promise of [...made(), ...made(other)]) {
      const { leaf, index, path, batch } = promise
      const text = printPromise(promise)
      expect(text).toMatch(/^[ -~]+$/)
      expect(JSON.parse(text)).toEqual({
        ...{ leaf: leaf.toString('base64url'), index, batch },
        path: path.map((hash) => hash.toString('base64')),
      })
    }
  })

  it('verifies one signature a commit', () => {
    let verified = 0
    const counted = {
      ...signer.key,
      type: {
        ...signer.key.type,
        verify: (...of: Parameters<typeof signer.key.type.verify>) => {
          verified += 1
          return signer.key.type.verify(...of)
        },
      },
    }
    const opener = batchOpener([counted])
    for (const promise of made()) openPromise(promise, opener)
    expect(verified).toBe(1)
  })

  it.each<[string, (promise: LogPromise) => LogPromise, string]>([
    ['another leaf', (one) => ({ ...one, leaf: LEAVES[1]! }), 'LOG_INCLUSION_INVALID'],
    ['another index', (one) => ({ ...one, index: 1_001 }), 'LOG_INCLUSION_INVALID'],
    ['an index before the commit', (one) => ({ ...one, index: 3 }), 'LOG_INCLUSION_INVALID'],
    ['a way that is cut', (one) => ({ ...one, path: one.path.slice(1) }), 'LOG_INCLUSION_INVALID'],
    [
      'another head',
      (one) => ({ ...one, batch: one.batch.replace('1000 5', '1000 6') }),
      'LOG_SIGNATURE_INVALID',
    ],
    ['a stranger’s signature', () => made(other)[0]!, 'LOG_NOTE_UNSIGNED'],
    [
      'a note that is no promise',
      (one) => ({ ...one, batch: signNote('a\nb\n', [signer]) }),
      'LOG_PROMISE_MALFORMED',
    ],
  ])('refuses %s', (_, change, code) => {
    expect(() => open(change(made()[0]!))).toThrow(refusal(code as never))
  })

  it.each([
    ['nothing', null],
    ['a text', 'x'],
    ['an index below zero', { leaf: '', index: -1, path: [], batch: '' }],
    ['a short hash', { leaf: '', index: 0, path: ['AA=='], batch: '' }],
    ['a path without end', { leaf: '', index: 0, path: Array(40).fill(''), batch: '' }],
  ])('refuses %s as JSON', (_, value) => {
    expect(() => promiseFromJson(value)).toThrow(refusal('LOG_PROMISE_MALFORMED'))
  })
})
