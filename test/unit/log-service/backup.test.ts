/** A drill: the log is backed up, lost, restored, verified and goes on; a spoilt backup is refused whole. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quorumOf } from '../../../gateway/federation-log/quorum.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import type { LogPolicy } from '../../../gateway/federation-log/policy.ts'
import { openSealed } from '../../../gateway/log/sealed-disclosures.ts'
import { backupLines } from '../../../gateway/log/backup.ts'
import { openLogService } from '../../../gateway/log/log-service.ts'
import { restoreLog } from '../../../gateway/log/restore.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { LOG, WITNESS_KEYS } from '../federation-log/parties.ts'
import {
  OPERATION_LEAVES,
  PRIVATE_KEYS,
  createLogDatabase,
  intent,
  options,
  outcome,
} from './log-bench.ts'
import { startWitnesses } from './witness-servers.ts'
import type { WitnessServers } from './witness-servers.ts'

const POLICY: LogPolicy = {
  logs: [LOG.key],
  witnesses: WITNESS_KEYS,
  quorum: quorumOf(3, WITNESS_KEYS),
  urls: new Map(),
}
const INTENTS = 300
/** With the act behind the intents. */
const COSIGNED = OPERATION_LEAVES + INTENTS + 1
/** With an intent and its outcome more. */
const SIZE = COSIGNED + 2

let folder: string
let witnesses: WitnessServers
let lines: string[]
let empty: string

beforeAll(async () => {
  folder = await createTemporaryFolder('log')
  witnesses = await startWitnesses()
  const url = await createLogDatabase()
  const log = await openLogService(optionsFor(url))
  const intended = await Promise.all(Array.from({ length: INTENTS }, () => log.intend(intent())))
  await log.act(ACT)
  await log.checkpointNow(true)
  const { leafHash } = await log.intend(intent())
  log.conclude(outcome(leafHash))
  await log.close()
  expect(intended).toHaveLength(INTENTS)
  lines = []
  for await (const line of backupLines(url)) lines.push(line.slice(0, -1))
  empty = await createLogDatabase()
})
afterAll(async () => {
  await witnesses.close()
  await rm(folder, { recursive: true })
})

const AT = new Date('2026-03-05T01:00:00.000Z')
const ACT = {
  at: AT,
  act: 'EXPORT',
  role: 'AUDITOR',
  agency: 'XC-TEST',
  actor: '虚构审计员',
  province: null,
  count: 1,
  document: null,
}

function optionsFor(url: string) {
  return { ...options(url, folder), witnesses: witnesses.addresses }
}

async function* each(given: readonly string[]): AsyncGenerator<string> {
  yield* given
}

const restored = (given: readonly string[], policy = POLICY) =>
  restoreLog(empty, each(given), policy)
const changed = (pattern: RegExp, to: string) => {
  const at = lines.findIndex((line) => pattern.test(line))
  expect(at).toBeGreaterThan(0)
  return lines.map((line, i) => (i === at ? line.replace(pattern, to) : line))
}

describe('a backup is refused', () => {
  it.each([
    ['cut off', () => lines.slice(0, -1), '备份不完整'],
    ['with a line after the last', () => [...lines, lines[1]!], '末行之后还有内容'],
    ['without its first line', () => lines.slice(1), '不是存证日志的备份'],
    [
      'with a line that is not JSON',
      () => [...lines.slice(0, 9), '{', ...lines.slice(9)],
      '有一行不是JSON',
    ],
    [
      'with a row of another table',
      () => changed(/"table":"log_entry"/, '"table":"pg_authid"'),
      `无法识别`,
    ],
    [
      'with an entry taken out',
      () => lines.filter((line) => !/"index":7,"hash"/.test(line)),
      '缺少第7条',
    ],
    [
      'with a changed entry',
      () => changed(/"leaf":"\\\\x7b/, '"leaf":"\\\\x7c'),
      '与其哈希值或检索列不符',
    ],
    [
      'with a changed column',
      () => changed(/"agency":"XC-DEV-BUREAU"/, '"agency":"XC-OTHER"'),
      '与其哈希值或检索列不符',
    ],
    [
      'with changed ciphertext',
      () => changed(/"ciphertext":"\\\\x../, '"ciphertext":"\\\\xff'),
      '校验和不符',
    ],
    [
      'with another checkpoint',
      () => changed(/"root":"\\\\x../, '"root":"\\\\x00'),
      '处的检查点与条目不符',
    ],
    [
      'with another head',
      () => lines.with(0, lines[0]!.replace(`"size":${SIZE}`, `"size":${SIZE - 1}`)),
      '校验和不符',
    ],
  ])('%s, and nothing changes', async (_, spoilt, reason) => {
    await expect(restored(spoilt())).rejects.toMatchObject({
      code: 'LOG_RESTORE_REFUSED',
      details: { reason: expect.stringContaining(reason) },
    })
  })

  it('without a checkpoint that enough witnesses have seen', async () => {
    const quorum = quorumOf(5, [...WITNESS_KEYS, LOG.key])
    await expect(restored(lines, { ...POLICY, quorum })).rejects.toMatchObject({
      code: 'LOG_RESTORE_REFUSED',
    })
  })
})

describe('a whole backup', () => {
  /** By the first intent of the process that went on. */
  const GROWN = SIZE + OPERATION_LEAVES + 1

  it('is restored, starts, opens its disclosures, goes on and is cosigned', async () => {
    expect(await restored(lines)).toEqual({ size: SIZE, cosignedSize: COSIGNED })
    const log = await openLogService(optionsFor(empty))
    const sealed = await log.reader.sealedDisclosures(5, 'SHANGHAI')
    const hash = hashLeaf((await log.reader.entryAt(5))!.leaf)
    expect(openSealed(sealed!, hash, PRIVATE_KEYS.SHANGHAI)).toHaveLength(3)
    expect((await log.intend(intent())).promise.index).toBe(SIZE + OPERATION_LEAVES)
    expect(await log.checkpointNow(true)).toMatchObject({ size: GROWN, isCosigned: true })
    await log.exportTo(join(folder, 'export'))
    await log.close()
  })

  it('is not restored over a log', async () => {
    await expect(restored(lines)).rejects.toMatchObject({ code: 'LOG_RESTORE_REFUSED' })
  })

  it('does not start when the log had gone on since: the witnesses know', async () => {
    const other = await createLogDatabase()
    await restoreLog(other, each(lines), POLICY)
    await expect(openLogService(optionsFor(other))).rejects.toMatchObject({
      code: 'LOG_BEHIND',
      details: { size: SIZE, seen: GROWN },
    })
  })
})
