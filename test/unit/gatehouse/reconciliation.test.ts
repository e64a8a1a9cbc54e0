/** Does the log hold what it promised? Over a log's files on a real server. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { createWitness } from '../../../gateway/federation-log/cosignature.ts'
import { printSignature } from '../../../gateway/federation-log/note.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { CODE, openGatehouse } from './one-gatehouse.ts'
import type { OneGatehouse } from './one-gatehouse.ts'

const WITNESSES = ['shanghai', 'jiangsu', 'zhejiang', 'anhui'].map((party) =>
  createWitness(`witness.ydelta.example/${party}`, generateKeyPairSync('ed25519').privateKey),
)
let one: OneGatehouse
let server: Server
/** What the log serves. */
let files: Map<string, Buffer>

beforeEach(async () => {
  files = new Map()
  server = createServer((request, response) => {
    const file = files.get(request.url!)
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  one = await openGatehouse()
  const witnesses = WITNESSES.map((witness) => printVerifierKey(witness.key))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log/`
  await one.gatehouse.setLogKeys(one.log.keys({ witnesses, least: 3, url }))
})
afterEach(async () => {
  await one[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

/** Serves a log of these leaves, seen by `by` witnesses. */
function publish(leaves: readonly Buffer[], by = 3): void {
  const writer = new TileWriter()
  const tiles = [...writer.append(leaves.map(hashLeaf)), ...writer.partial()]
  files = new Map(tiles.map(({ path, bytes }) => [`/log/${path}`, bytes]))
  const head = { origin: one.log.origin, size: leaves.length, root: writer.root(), extensions: [] }
  const signed = signCheckpoint(head, one.log.logSigner)
  const text = signed.slice(0, signed.lastIndexOf('\n\n') + 1)
  const seconds = one.at.getTime() / 1_000
  const lines = WITNESSES.slice(0, by).map((witness) =>
    printSignature(witness.cosign(text, seconds)),
  )
  files.set('/log/checkpoint', Buffer.from(signed + lines.join('')))
}

async function use(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const response = await one.exchange(one.log.intend([CODE]).tickets)
    expect(response.status).toBe(200)
  }
}
const health = async () =>
  (await (await fetch(`${one.gatehouse.url}/_gatehouse/health`)).json()) as unknown

it('looks for each promise once, when the log has grown to it', async () => {
  await use(3)
  publish(one.log.leaves.slice(0, 2))
  expect(await one.gatehouse.reconcile()).toMatchObject({ size: 2, missing: [] })
  expect(await health()).toMatchObject({ kept: 3, unchecked: 1, missing: 0, checkedSize: 2 })
  await one.restart()
  publish(one.log.leaves)
  const { looked } = (await one.gatehouse.reconcile())!
  expect(looked.map(({ index }) => index)).toEqual([2])
})

it('tells of promises that no witnessed checkpoint reaches, long after', async () => {
  await use(2)
  publish(one.log.leaves.slice(0, 1))
  one.at = new Date(one.at.getTime() + 600_000)
  await one.gatehouse.reconcile()
  expect(await health()).toMatchObject({ unchecked: 1, overdue: 0 })
  expect(one.told).toEqual([])
  one.at = new Date(one.at.getTime() + 1)
  await one.gatehouse.reconcile()
  expect(await health()).toMatchObject({ unchecked: 1, overdue: 1 })
  expect(one.told).toEqual([expect.stringMatching('^1份存证回执已逾时')])
})

it('names what is missing, in health, in metrics, to the operator, and after a restart', async () => {
  await use(3)
  const [first, , third] = one.log.leaves
  publish([first!, Buffer.from('another leaf'), third!])
  const { missing } = (await one.gatehouse.reconcile())!
  const leafHash = hashLeaf(one.log.leaves[1]!).toString('base64url')
  expect(missing).toEqual([{ index: 1, leafHash }])
  expect(one.told).toEqual([expect.stringContaining(leafHash)])
  await one.restart()
  expect(await health()).toMatchObject({ missing: 1, unchecked: 0 })
  const metrics = await (await fetch(`${one.gatehouse.url}/_gatehouse/metrics`)).text()
  expect(metrics).toContain('ydelta_gatehouse_promises{state="missing"} 1')
})

it('believes no checkpoint that too few witnesses have seen', async () => {
  await use(1)
  publish(one.log.leaves, 2)
  await expect(one.gatehouse.reconcile()).rejects.toMatchObject({
    code: 'GATEHOUSE_CHECKPOINT_NOT_WITNESSED',
    details: { missing: expect.stringContaining('anhui') as string },
  })
  expect(await health()).toMatchObject({
    unchecked: 1,
    reconciliation: 'GATEHOUSE_CHECKPOINT_NOT_WITNESSED',
  })
})

it.each<[string, (leaves: readonly Buffer[]) => readonly Buffer[]]>([
  ['shorter', (leaves) => leaves.slice(0, 2)],
  ['with another history', (leaves) => [Buffer.from('other'), ...leaves.slice(1), leaves[0]!]],
])('names a fork when the log comes %s than it was', async (_, change) => {
  await use(3)
  publish(one.log.leaves)
  await one.gatehouse.reconcile()
  publish(change(one.log.leaves))
  await expect(one.gatehouse.reconcile()).rejects.toMatchObject({ code: 'GATEHOUSE_LOG_FORKED' })
})

it('finds no fault where nothing can be read, and says so', async () => {
  await use(1)
  publish(one.log.leaves)
  for (const path of files.keys()) if (path.includes('tile')) files.delete(path)
  await expect(one.gatehouse.reconcile()).rejects.toMatchObject({ code: 'LOG_TILE_MISSING' })
  files.set('/log/checkpoint', Buffer.alloc(600_000))
  await expect(one.gatehouse.reconcile()).rejects.toMatchObject({
    code: 'GATEHOUSE_LOG_UNREADABLE',
  })
  expect(await health()).toMatchObject({ missing: 0, reconciliation: 'GATEHOUSE_LOG_UNREADABLE' })
})

it('waits where it is not known where the log is', async () => {
  await one.gatehouse.setLogKeys(one.log.keys())
  expect(await one.gatehouse.reconcile()).toBeNull()
})
