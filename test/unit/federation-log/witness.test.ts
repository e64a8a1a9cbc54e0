import { describe, expect, it } from 'vitest'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { proveConsistency } from '../../../gateway/federation-log/consistency.ts'
import { COSIGNATURE_V1, cosignedAtSeconds } from '../../../gateway/federation-log/cosignature.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { decideCheckpoint } from '../../../gateway/federation-log/witness-decision.ts'
import type { LastKept } from '../../../gateway/federation-log/witness-decision.ts'
import {
  parseCosignatures,
  parseWitnessRequest,
  parseWitnessSize,
  printCosignatures,
  printWitnessRequest,
} from '../../../gateway/federation-log/witness-request.ts'
import { anyHashes } from './any-hashes.ts'
import { AT, LOG, ORIGIN, WITNESSES, newKey } from './parties.ts'

const LEAVES = anyHashes(9)
const head = (size: number) => ({ size, root: rootOfHashes(LEAVES, 0, size) })
const signed = (size: number, root = head(size).root) =>
  Buffer.from(signCheckpoint({ origin: ORIGIN, size, root, extensions: [] }, LOG))
const PROOF = proveConsistency(LEAVES, 4)
const KEPT: LastKept = (origin) => (origin === ORIGIN ? head(4) : null)
const GOOD = { oldSize: 4, proof: PROOF, checkpoint: signed(9) }
const refusal = (code: string, reason: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ reason }) })

describe('the request', () => {
  it('is read as it was written', () => {
    expect(parseWitnessRequest(printWitnessRequest(GOOD))).toEqual(GOOD)
    const first = { oldSize: 0, proof: [], checkpoint: signed(9) }
    expect(parseWitnessRequest(printWitnessRequest(first))).toEqual(first)
  })

  const hash = `${LEAVES[0]!.toString('base64')}\n`
  it.each([
    ['nothing', '', 'no empty line'],
    ['no empty line', 'old 4\n', 'no empty line'],
    ['no old size', `${hash}\n`, 'old size line'],
    ['an old size with a leading zero', 'old 04\n\n', 'old size'],
    ['an old size below 0', 'old -4\n\n', 'old size'],
    ['two blanks', 'old  4\n\n', 'old size'],
    ['a carriage return', 'old 4\r\n\n\n', 'old size'],
    ['64 hashes', `old 4\n${hash.repeat(64)}\n`, 'too many hashes'],
    ['half a hash', 'old 4\nAAAA\n\n', 'hash'],
    ['a hash without padding', `old 4\n${hash.replace('=', '')}\n`, 'hash'],
  ])('with %s is refused', (_, body, reason) => {
    const parse = () => parseWitnessRequest(Buffer.from(body))
    expect(parse).toThrow(refusal('LOG_WITNESS_REQUEST_MALFORMED', reason))
  })

  it('of more than a note can have is refused unread', () => {
    const parse = () => parseWitnessRequest(Buffer.alloc(600_000, 10))
    expect(parse).toThrow(refusal('LOG_WITNESS_REQUEST_MALFORMED', 'size'))
  })
})

describe('the decision', () => {
  const decide = (change: Partial<typeof GOOD>, last: LastKept = KEPT, keys = [LOG.key]) =>
    decideCheckpoint(printWitnessRequest({ ...GOOD, ...change }), keys, last)
  const NOTHING: LastKept = () => null

  it('is 200 for a checkpoint that extends the last one', () => {
    const decision = decide({})
    expect(decision).toMatchObject({ status: 200, checkpoint: head(9) })
    expect(decision).toHaveProperty('text', signed(9).toString().split('\n\n')[0] + '\n')
  })

  it.each<[string, Partial<typeof GOOD>, LastKept]>([
    ['the first one', { oldSize: 0, proof: [] }, NOTHING],
    ['the same one again', { proof: [], checkpoint: signed(4) }, KEPT],
    ['an empty log', { oldSize: 0, proof: [], checkpoint: signed(0) }, NOTHING],
  ])('is 200 for %s', (_, change, last) => {
    expect(decide(change, last).status).toBe(200)
  })

  const foreign = createNoteSigner('log.ydelta.example/other', newKey())
  const successor = createNoteSigner(ORIGIN, newKey())
  const forged = Buffer.from(signed(9).toString().replace('\n9\n', '\n8\n'))
  it.each<[number, string, Partial<typeof GOOD>, LastKept]>([
    [400, 'a checkpoint that is none', { checkpoint: Buffer.from('示例\n') }, KEPT],
    [400, 'an older size above the checkpoint', { oldSize: 10 }, KEPT],
    [403, 'a signature that does not hold', { checkpoint: forged }, KEPT],
    [422, 'a proof of another tree', { proof: PROOF.toReversed() }, KEPT],
    [422, 'no proof where one is needed', { proof: [] }, KEPT],
    [422, 'a proof where none is needed', { oldSize: 0 }, NOTHING],
    [422, 'another root at the same size', { proof: [], checkpoint: signed(4, LEAVES[0]!) }, KEPT],
    [
      422,
      'an empty log with a root',
      { oldSize: 0, proof: [], checkpoint: signed(0, LEAVES[0]!) },
      NOTHING,
    ],
  ])('is %d for %s', (status, _, change, last) => {
    expect(decide(change, last)).toMatchObject({ status, code: expect.stringMatching(/^LOG_/) })
  })

  it('is 404 for a log it does not know, 403 for one whose key is another', () => {
    expect(decide({}, KEPT, [foreign.key])).toMatchObject({ status: 404 })
    expect(decide({}, KEPT, [successor.key])).toMatchObject({ status: 403 })
  })

  it.each([
    ['none was kept', NOTHING, 0],
    ['a larger one was kept', () => head(8), 8],
    ['a smaller one was kept', () => head(2), 2],
  ])('is 409 with the size that it has when %s', (_, last, size) => {
    expect(decide({}, last)).toEqual({ status: 409, size })
  })
})

describe('the answer', () => {
  const text = signed(9).toString().split('\n\n')[0] + '\n'
  const lines = WITNESSES.map((witness, i) => witness.cosign(text, 1_000 + i))

  it('of status 200 is signature lines', () => {
    expect(parseCosignatures(Buffer.from(printCosignatures(lines)))).toEqual(lines)
    expect(lines.map(({ signature }) => cosignedAtSeconds(signature))).toEqual([
      1_000, 1_001, 1_002, 1_003,
    ])
  })

  it('of status 409 is a size and a newline', () => {
    expect(parseWitnessSize(Buffer.from('20852014\n'))).toBe(20_852_014)
  })

  it.each(['', '7', '07\n', '7\n\n', '\n', 'seven\n'])('%j is no size', (body) => {
    const parse = () => parseWitnessSize(Buffer.from(body))
    expect(parse).toThrow(refusal('LOG_WITNESS_ANSWER_MALFORMED', 'size'))
  })

  it.each(['', '\n', '示例\n', '— a b\n'])('%j is no signature line', (body) => {
    const parse = () => parseCosignatures(Buffer.from(body))
    expect(parse).toThrow(refusal('LOG_WITNESS_ANSWER_MALFORMED', 'signature lines'))
  })
})

describe('a cosignature', () => {
  const { key, cosign } = WITNESSES[0]!
  const seconds = AT.getTime() / 1_000
  const { signature } = cosign('示例\n7\n', seconds)
  const holds = (text: string, bytes: Uint8Array) => COSIGNATURE_V1.verify(key.key, text, bytes)

  it('holds for its text and its time only', () => {
    const later = Buffer.from(signature)
    later[7]! += 1
    expect(holds('示例\n7\n', signature)).toBe(true)
    expect(holds('示例\n8\n', signature)).toBe(false)
    expect(holds('示例\n7\n', later)).toBe(false)
  })

  it.each([
    ['without a time', Buffer.alloc(72)],
    ['of a time beyond 2^53', Buffer.alloc(72, 0x7f)],
    ['cut short', signature.subarray(0, 71)],
    ['that is empty', Buffer.alloc(0)],
  ])('%s does not hold', (_, bytes) => {
    expect(cosignedAtSeconds(bytes)).toBeNull()
    expect(holds('示例\n7\n', bytes)).toBe(false)
  })

  it.each([0, -1, 1.5, Number.NaN])('is not made at %d', (at) => {
    expect(() => cosign('示例\n', at)).toThrow(refusal('LOG_COSIGNATURE_INVALID', 'time'))
  })
})
