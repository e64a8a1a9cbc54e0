/** The witness of a province over HTTP: it keeps before it answers, and nothing takes it back. */
import { generateKeyPairSync } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { proveConsistency } from '../../../gateway/federation-log/consistency.ts'
import { createWitness } from '../../../gateway/federation-log/cosignature.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { parseNote, printNote } from '../../../gateway/federation-log/note.ts'
import { judgeQuorum, quorumOf } from '../../../gateway/federation-log/quorum.ts'
import { rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import {
  SIZE_MEDIA_TYPE,
  parseCosignatures,
  parseWitnessSize,
  printWitnessRequest,
} from '../../../gateway/federation-log/witness-request.ts'
import { WitnessStore } from '../../../gateway/gatehouse/witness-store.ts'
import { anyHashes } from '../federation-log/any-hashes.ts'
import { openGatehouse, post, refusalIn } from './one-gatehouse.ts'
import type { OneGatehouse } from './one-gatehouse.ts'

const MINE = anyHashes(40)
/** Another history from leaf 4 on. */
const FORK = [...MINE.slice(0, 4), ...MINE.slice(4).toReversed()]
const witness = createWitness('witness.ydelta.example/shanghai', key())

let one: OneGatehouse
beforeEach(async () => {
  one = await openGatehouse({ witness })
  await one.gatehouse.setLogKeys(one.log.keys())
})
afterEach(() => one[Symbol.asyncDispose]())

function key() {
  return generateKeyPairSync('ed25519').privateKey
}

function checkpointOf(leaves: readonly Buffer[], size: number, signer = one.log.logSigner): Buffer {
  const head = { origin: signer.key.name, size, root: rootOfHashes(leaves, 0, size) }
  return Buffer.from(signCheckpoint({ ...head, extensions: [] }, signer))
}

const add = (oldSize: number, size: number, leaves = MINE, signer = one.log.logSigner) => {
  const proof =
    oldSize === 0 || oldSize >= size ? [] : proveConsistency(leaves.slice(0, size), oldSize)
  const request = { oldSize, proof, checkpoint: checkpointOf(leaves, size, signer) }
  return post(`${one.gatehouse.url}/_witness/add-checkpoint`, printWitnessRequest(request))
}
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const sizeIn = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe(SIZE_MEDIA_TYPE)
  return parseWitnessSize(await bytesOf(response))
}

it('cosigns the first checkpoint and one that continues it', async () => {
  for (const [oldSize, size] of [
    [0, 4],
    [4, 9],
    [9, 9],
  ] as const) {
    const response = await add(oldSize, size)
    expect(response.status).toBe(200)
    const lines = parseCosignatures(await bytesOf(response))
    const { text, signatures } = parseNote(checkpointOf(MINE, size))
    const note = parseNote(Buffer.from(printNote({ text, signatures: [...signatures, ...lines] })))
    const { reached, seenBy } = judgeQuorum(note, { quorum: quorumOf(1, [witness.key]) })
    expect([reached, seenBy]).toEqual([true, one.at])
  }
})

it('says which size it has when the log thinks it another', async () => {
  await add(0, 9)
  const response = await add(4, 20)
  expect(response.status).toBe(409)
  expect(await sizeIn(response)).toBe(9)
})

it('refuses a fork, and tells the operator with what the log has signed', async () => {
  await add(0, 9)
  const response = await add(9, 20, FORK)
  expect(response.status).toBe(422)
  expect(await response.text()).toBe('LOG_CONSISTENCY_INVALID\n')
  expect(one.told).toEqual([expect.stringContaining('LOG_CONSISTENCY_INVALID')])
  expect(await sizeIn(await add(0, 4))).toBe(9)
})

it('refuses a log it was not told of, and a key that is not the log’s', async () => {
  const stranger = createNoteSigner('log.ydelta.example/another', key())
  expect((await add(0, 4, MINE, stranger)).status).toBe(404)
  expect((await add(0, 4, MINE, createNoteSigner(one.log.origin, key()))).status).toBe(403)
  expect((await post(`${one.gatehouse.url}/_witness/add-checkpoint`, 'x')).status).toBe(400)
})

it('of many at once takes one after the other, and none back', async () => {
  await add(0, 4)
  const sizes = [...Array(36).keys()].map((i) => i + 5)
  const answers = await Promise.all(sizes.flatMap((size) => [add(4, size), add(4, size, FORK)]))
  const cosigned = answers.filter(({ status }) => status === 200)
  expect(cosigned).toHaveLength(1)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
})

it('has what it cosigned after a restart', async () => {
  await add(0, 9)
  await one.restart()
  expect(await sizeIn(await add(0, 4, FORK))).toBe(9)
})

it('does not cosign what it could not keep', async () => {
  await writeFile(join(one.folder, 'witness'), 'a file in the place of a folder')
  expect(await refusalIn(await add(0, 9))).toBe('GATEHOUSE_RECORD_FAILED')
})

it('does not cosign on a guess what it cosigned last', async () => {
  await add(0, 9)
  const folder = join(one.folder, 'witness')
  const [origin] = await readdir(folder)
  await writeFile(join(folder, origin!, '000000001.json'), '{"version":1,"size":4')
  expect(await refusalIn(await add(9, 20))).toBe('GATEHOUSE_RECORD_DAMAGED')
})

it('of two processes on one folder lets the later find its number taken', async () => {
  const [first, second] = [new WitnessStore(one.folder), new WitnessStore(one.folder)]
  const found = await first.newest('o')
  const kept = (size: number) => ({ origin: 'o', size, root: Buffer.alloc(32, size), note: '' })
  const both = [first.keep(kept(4), found), second.keep(kept(9), found)]
  expect((await Promise.all(both)).toSorted()).toEqual([false, true])
  const now = await first.newest('o')
  for (const size of [10, 11, 12])
    expect(await second.keep(kept(size), await second.newest('o'))).toBe(true)
  expect(await first.keep(kept(13), now)).toBe(false)
  expect((await second.newest('o')).checkpoint?.size).toBe(12)
})
