/** `ydelta log` as an auditor uses it: on a folder, on an address, from the first file to the verdict. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { command } from '../../../gateway/cli/log.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { LOG, WITNESSES } from '../federation-log/parties.ts'
import { refusal } from '../federation-log/refusal.ts'
import { DISCLOSURES, OPERATION } from '../federation-log/sample-leaves.ts'
import { OPERATIONS, PROMISE, manyLeaves, promiseList, storyOf, writeStory } from './log-story.ts'

const LEAVES = manyLeaves(600)
const STORY = storyOf(LEAVES, { kept: [100, 300] })
const TOKEN = 'an-auditors-token'
const BOM = String.fromCharCode(0xfeff)

let folder = ''
let good = ''
let policy = ''
let server: Server
let address = ''
const asked: string[] = []

beforeAll(async () => {
  folder = await createTemporaryFolder('log-cli')
  good = join(folder, 'good')
  policy = join(folder, 'log.policy')
  writeStory(good, STORY)
  const files = new Map(STORY.files).set('checkpoints/index', Buffer.from('100\n300\n600\n'))
  server = createServer((request, response) => {
    const path = request.url!.replace(/^\/log\//, '')
    asked.push(path)
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`
    const bytes = files.get(path)
    if (path.startsWith('tile/entries/') && !isAllowed) response.writeHead(401).end()
    else if (path === 'large/checkpoint') response.end(Buffer.alloc(600 * 1024, 'x'))
    else if (path === 'moved/checkpoint')
      response.writeHead(302, { location: '/log/checkpoint' }).end()
    else if (bytes === undefined) response.writeHead(404).end()
    else response.end(bytes)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((closed) => server.close(closed))
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  vi.restoreAllMocks()
})

async function log(...words: readonly string[]) {
  const printed: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(Buffer.from(text as string).toString())
    return true
  })
  try {
    const status = await command.run(words)
    return { status, text: printed.join('') }
  } finally {
    write.mockRestore()
  }
}

describe('ydelta log', () => {
  it('writes a policy file and uses it', async () => {
    const witnesses = WITNESSES.flatMap(({ key }, i) => [
      '--witness',
      `w${i}=${printVerifierKey(key)}=http://127.0.0.1:${i + 1}/`,
    ])
    const keys = ['--log', printVerifierKey(LOG.key), '--promise', printVerifierKey(PROMISE.key)]
    expect(
      await log('policy', ...keys, ...witnesses, '--quorum', '3', '--out', policy),
    ).toMatchObject({ status: 0 })
    expect(readFileSync(policy, 'utf8')).toContain('group enough 3 w0 w1 w2 w3')
    const { status, text } = await log('fsck', good, '--policy', policy)
    expect(status).toBe(0)
    expect(text).toMatch(/^结论：有效（VALID）/)
    const pairs = (LEAVES.length - OPERATIONS.length) / 2
    expect(text).toContain(`查询意图${pairs}条，结果${pairs}条`)
  })

  it('has an example in its help, and names what it does not know', async () => {
    expect(command.help).toContain('例：ydelta log fsck')
    await expect(log('nothing')).rejects.toThrow(refusal('USAGE'))
    await expect(log('verify', 'nothing')).rejects.toThrow(refusal('USAGE'))
    await expect(log('fsck', good)).rejects.toThrow(refusal('USAGE'))
    await expect(log('fsck', good, '--policy', join(folder, 'none'))).rejects.toThrow(
      refusal('LOG_FILE_UNUSABLE'),
    )
  })

  it('verifies the same log at an address, entries with a token only', async () => {
    const words = ['fsck', `${address}/log`, '--policy', policy, '--json']
    const { status, text } = await log(...words, '--token', TOKEN)
    expect(status).toBe(0)
    expect(JSON.parse(text)).toMatchObject({ status: 'VALID', kept: 3, checkpoint: { size: 600 } })
    const without = await log(...words)
    expect(without.status).toBe(3)
    expect(JSON.parse(without.text)).toMatchObject({
      status: 'UNDETERMINED',
      code: 'LOG_SOURCE_UNREADABLE',
    })
  })

  it.each(['large', 'moved', 'none'])('does not read a checkpoint that is %s', async (what) => {
    const run = log('verify', 'pairs', `${address}/log/${what}`)
    await expect(run).rejects.toThrow(refusal('LOG_SOURCE_UNREADABLE', { path: 'checkpoint' }))
  })

  it('says that nobody listens', async () => {
    const run = log('verify', 'pairs', 'http://127.0.0.1:1/log')
    await expect(run).rejects.toThrow(refusal('LOG_SOURCE_UNREADABLE'))
  })

  it('verifies ranges, times and pairs', async () => {
    expect(await log('verify', 'range', good, '--policy', policy)).toMatchObject({ status: 0 })
    const part = await log(
      'verify',
      'range',
      good,
      '--policy',
      policy,
      '--from',
      '250',
      '--to',
      '300',
      '--json',
    )
    expect(JSON.parse(part.text)).toMatchObject({ status: 'VALID', count: 50 })
    const beyond = await log('verify', 'range', good, '--policy', policy, '--to', '601')
    expect(beyond).toMatchObject({ status: 1 })
    expect(await log('verify', 'times', good, '--policy', policy)).toMatchObject({ status: 0 })
    const pairs = await log('verify', 'pairs', good)
    expect(pairs.text).toContain('未指定--policy')
  })

  it('makes a proof of an entry, and verifies it with a disclosure', async () => {
    const file = join(folder, 'entry-17.tlog-proof')
    expect(await log('proof', good, '--index', '16', '--out', file)).toMatchObject({ status: 0 })
    const words = ['verify', 'entry', file, '--policy', policy, '--disclosure', DISCLOSURES[0]!]
    const { status, text } = await log(...words)
    expect({ status, said: text.includes('示例人员甲') }).toEqual({ status: 0, said: true })
    const foreign = await log(
      'verify',
      'entry',
      file,
      '--policy',
      policy,
      '--disclosure',
      'WyJhIl0',
    )
    expect(foreign).toMatchObject({ status: 1 })
    await expect(log('proof', good, '--index', '1', '--out', file)).rejects.toThrow(
      refusal('LOG_FILE_UNUSABLE'),
    )
    await expect(log('proof', good, '--index', '600')).rejects.toThrow(refusal('USAGE'))
  })

  it('verifies that a log has grown from an older checkpoint', async () => {
    const old = join(good, 'checkpoints/000000300')
    const { status, text } = await log(
      'verify',
      'consistency',
      good,
      '--old',
      old,
      '--policy',
      policy,
    )
    expect({ status, text }).toEqual({
      status: 0,
      text: expect.stringContaining('自300条增至600条') as string,
    })
    const back = ['--old', join(good, 'checkpoint'), '--new', old, '--policy', policy]
    expect(await log('verify', 'consistency', good, ...back)).toMatchObject({ status: 1 })
    const proof = join(folder, 'proof')
    writeFileSync(proof, 'AAAA\n')
    const words = [
      '--old',
      old,
      '--new',
      join(good, 'checkpoint'),
      '--proof',
      proof,
      '--policy',
      policy,
    ]
    expect(await log('verify', 'consistency', ...words)).toMatchObject({ status: 1 })
  })

  it('finds what was promised and is not there, in a log that is whole in itself', async () => {
    const list = join(folder, 'promises.ndjson')
    writeFileSync(list, promiseList(LEAVES))
    const words = ['--promises', list, '--policy', policy, '--json']
    expect(await log('verify', 'omission', good, ...words)).toMatchObject({ status: 0 })
    const skipping = join(folder, 'skipping')
    writeStory(skipping, storyOf(LEAVES.toSpliced(40, 2)))
    expect(await log('fsck', skipping, '--policy', policy)).toMatchObject({ status: 0 })
    const { status, text } = await log('verify', 'omission', skipping, ...words)
    expect(status).toBe(1)
    expect(JSON.parse(text)).toMatchObject({ code: 'LOG_LEAF_OMITTED', firstBadIndex: 40 })
  })

  it('exports from a gateway, with tables, and what it wrote is verified', async () => {
    const out = join(folder, 'export')
    const [csv, ndjson] = [join(folder, 'log.csv'), join(folder, 'log.ndjson')]
    const words = ['export', '--url', address, '--token', TOKEN, '--out', out]
    expect(await log(...words, '--csv', csv, '--ndjson', ndjson)).toMatchObject({ status: 0 })
    expect(asked.at(-1)).toBe('checkpoints/000000600')
    expect(await log('fsck', out, '--policy', policy)).toMatchObject({ status: 0 })
    const table = readFileSync(csv, 'utf8')
    expect(table.startsWith(`${BOM}序号,`)).toBe(true)
    const [head, ...rows] = table
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    expect(rows).toHaveLength(LEAVES.length)
    // What an intent asked for and an outcome gave stands in the operation that the intent cites.
    const column = head!.indexOf('字段')
    const fields = OPERATION.fields.join(' ')
    expect(rows.map((cells) => cells[column])).toEqual(LEAVES.map(() => fields))
    expect(readFileSync(ndjson, 'utf8').trimEnd().split('\n')).toHaveLength(LEAVES.length)
    await expect(log(...words)).rejects.toThrow(refusal('LOG_FILE_UNUSABLE'))
  })

  it('leaves no checkpoint where an export broke off', async () => {
    const out = join(folder, 'broken')
    await expect(log('export', '--url', address, '--out', out)).rejects.toThrow(
      refusal('LOG_SOURCE_UNREADABLE'),
    )
    expect(existsSync(join(out, 'checkpoint'))).toBe(false)
  })

  it('prints entries that are asked for', async () => {
    const words = ['entries', good, '--type', 'OUTCOME', '--from', '590']
    const { status, text } = await log(...words)
    expect({ status, lines: text.trimEnd().split('\n').length }).toEqual({ status: 0, lines: 5 })
    expect(await log('entries', good, '--agency', 'NOBODY')).toEqual({ status: 1, text: '' })
  })
})

describe('the command line itself', () => {
  it('names a flipped byte, and exits with 1', async () => {
    const flipped = join(folder, 'flipped')
    writeStory(flipped, STORY)
    const file = join(flipped, 'tile/entries/001')
    const bytes = readFileSync(file)
    bytes[40]! ^= 1
    writeFileSync(file, bytes)
    const { status, stdout } = await runYdelta(['log', 'fsck', flipped, '--policy', policy])
    expect(status).toBe(1)
    expect(stdout).toContain('LOG_ENTRY_INVALID')
    expect(stdout).toContain('第一处不符：第256条')
  })
})
