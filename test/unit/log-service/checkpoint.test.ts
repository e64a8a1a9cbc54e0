/** Checkpoints of a real log, cosigned over real HTTP; files that our own verifiers accept. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { verifyConsistency } from '../../../gateway/federation-log/consistency.ts'
import { keptPath } from '../../../gateway/federation-log/kept-checkpoints.ts'
import { verifyEntry } from '../../../gateway/federation-log/log-proof.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import type { LogPolicy } from '../../../gateway/federation-log/policy.ts'
import { scanLog } from '../../../gateway/federation-log/scan-log.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { openLogService } from '../../../gateway/log/log-service.ts'
import type { LogService } from '../../../gateway/log/log-service.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { LOG, WITNESS_KEYS } from '../federation-log/parties.ts'
import { AT, OPERATION_LEAVES, createLogDatabase, intent, options } from './log-bench.ts'
import { startWitnesses } from './witness-servers.ts'
import type { WitnessServers } from './witness-servers.ts'

const names = ['a', 'b', 'c', 'd']
const POLICY: LogPolicy = parsePolicy(
  [
    `log ${printVerifierKey(LOG.key)}`,
    ...WITNESS_KEYS.map((key, i) => `witness ${names[i]} ${printVerifierKey(key)}`),
    `group all 3 ${names.join(' ')}`,
    'quorum all\n',
  ].join('\n'),
)

let witnesses: WitnessServers
let folder: string
let url: string
let service: LogService

beforeAll(async () => {
  witnesses = await startWitnesses()
  folder = await createTemporaryFolder('log')
  url = await createLogDatabase()
  service = await openLogService({ ...options(url, folder), witnesses: witnesses.addresses })
})
afterAll(async () => {
  await service.close()
  await witnesses.close()
  await rm(folder, { recursive: true })
})
beforeEach(() => witnesses.silent.clear())

/** Size of the first checkpoint, which 300 intents grow to. */
const FIRST = OPERATION_LEAVES + 300
const grow = (by: number) => Promise.all(Array.from({ length: by }, () => service.intend(intent())))

async function published() {
  const { bytes } = (await service.logFile('checkpoint'))!
  return openCheckpoint(bytes, [LOG.key]).checkpoint
}

describe('a checkpoint', () => {
  it('is not there before there is a leaf', async () => {
    expect(await service.checkpointNow(true)).toBeNull()
    expect(await service.logFile('checkpoint')).toBeNull()
  })

  it('is signed, cosigned by four, and published', async () => {
    await grow(300)
    const made = await service.checkpointNow(true)
    expect(made).toMatchObject({ size: FIRST, isCosigned: true })
    expect(await published()).toMatchObject({ size: FIRST, root: made!.root })
    expect([...witnesses.kept.values()].map(({ size }) => size)).toEqual(Array(4).fill(FIRST))
  })

  it('is published when three have seen it, and not when two have', async () => {
    const [one, other] = WITNESS_KEYS.map(({ name }) => name)
    witnesses.silent.add(one!)
    await grow(1)
    expect(await service.checkpointNow(true)).toMatchObject({ size: FIRST + 1, isCosigned: true })
    witnesses.silent.add(other!)
    await grow(1)
    expect(await service.checkpointNow(true)).toMatchObject({ size: FIRST + 2, isCosigned: false })
    expect(await published()).toMatchObject({ size: FIRST + 1 })
    witnesses.silent.clear()
    // It has not grown: those who were silent are asked again.
    expect(await service.checkpointNow(true)).toMatchObject({ size: FIRST + 2, isCosigned: true })
    expect(await published()).toMatchObject({ size: FIRST + 2 })
  })

  it('continues the one before', async () => {
    const older = await service.checkpointNow(true)
    await grow(70)
    const newer = await service.checkpointNow(true)
    const proof = await service.reader.consistency(older!.size, newer!.size)
    verifyConsistency({
      ...{ oldSize: older!.size, oldRoot: older!.root },
      ...{ size: newer!.size, root: newer!.root, proof },
    })
  })
})

describe('the files', () => {
  const read = async (path: string) => (await service.logFile(path))?.bytes ?? null

  it('are verified as a whole, and when exported', async () => {
    const head = await published()
    await scanLog(head, read)
    const out = join(folder, 'export')
    expect(await service.exportTo(out)).toBe(head.size)
    await scanLog(head, (path) => readFile(join(out, path)).catch(() => null))
    const sizes = (await read('checkpoints/index'))!.toString().trim().split('\n').map(Number)
    expect(sizes).toContain(FIRST + 2)
    for (const size of sizes) {
      const kept = await readFile(join(out, 'checkpoints', String(size).padStart(9, '0')))
      expect(openCheckpoint(kept, [LOG.key]).checkpoint.size).toBe(size)
    }
  })

  it('of older sizes can be had as well', async () => {
    const older = (await service.logFile(keptPath(FIRST)))!
    await scanLog(openCheckpoint(older.bytes, [LOG.key]).checkpoint, read)
  })

  it('with entries are marked, others are not', async () => {
    expect(await service.logFile('tile/entries/000')).toMatchObject({ isEntries: true })
    expect(await service.logFile('tile/0/000')).toMatchObject({ isEntries: false, cacheable: true })
    expect(await service.logFile('checkpoint')).toMatchObject({
      isEntries: false,
      cacheable: false,
    })
  })

  it.each(['', 'tile/9/000', 'tile/0/999', 'tile/0/000.p/0', '../checkpoint', 'checkpoints/1'])(
    'none is named %j',
    async (path) => expect(await service.logFile(path)).toBeNull(),
  )

  it('prove each entry', async () => {
    const { size } = await published()
    for (const index of [0, 255, 256, size - 1]) {
      const proof = await service.reader.proofFile(index)
      const question = { proof, entry: null, disclosures: [], policy: POLICY }
      const verdict = verifyEntry({ ...question, at: new Date(AT.getTime() + 60_000) })
      expect(verdict).toMatchObject({ status: 'VALID', index })
    }
    await expect(service.reader.proofFile(size)).rejects.toMatchObject({
      code: 'LOG_ENTRY_UNKNOWN',
    })
  })
})
