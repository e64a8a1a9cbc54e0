import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadHierarchy } from '../../../certs/party-store.ts'
import { loadAnchors } from '../../../certs/trust-folder.ts'
import { LocalTrust } from '../../../gateway/cli/certs/local-trust.ts'
import { ownHierarchy } from '../../../gateway/cli/certs/own-hierarchy.ts'
import { startChild } from '../../../gateway/cli/child.ts'
import type { Child } from '../../../gateway/cli/child.ts'
import { partyFolder } from '../../../gateway/cli/state-folder.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { CHILD_ENV } from '../../support/child-env.ts'

const COMMAND_LINE = resolve(import.meta.dirname, '../../../gateway/cli/ydelta.ts')
const SOON = { timeout: 15_000 }

let state: string
let trust: LocalTrust
let gatewayFolder: string
beforeEach(async () => {
  state = await createTemporaryFolder('local-trust')
  gatewayFolder = await partyFolder(state, 'gateway')
  trust = new LocalTrust(state)
})
afterEach(() => rm(state, { recursive: true, force: true }))

const going = () => new AbortController().signal
const kept = () => loadAnchors(join(gatewayFolder, 'trust'))

/** A province's process; `more` settles with what it says after it was ready. */
async function startProvince() {
  const { promise: more, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>>>()
  const child = await startChild({
    words: ['province', 'anhui', '--entities', '20', '--state', state],
    env: CHILD_ENV,
    onLine: () => undefined,
    onMore: resolve,
  })
  return { child, more }
}

describe('a province’s process', () => {
  it('makes its certificates when all has started, once, and hands out what is public', async () => {
    const { child, more } = await startProvince()
    try {
      expect(await readdir(join(state, 'anhui'))).not.toContain('certs')
      child.sayAllStarted()
      const facts = await more
      trust.receive('anhui', facts['trust'])
      await trust.stop()
      expect(JSON.stringify(facts)).not.toContain('PRIVATE')
      const hierarchy = (await loadHierarchy(join(state, 'anhui/certs')))!
      expect(facts['trust']).toMatchObject({
        anchors: [hierarchy.authorities[0]!.pem],
        issuing: [hierarchy.authorities[1]!.pem],
        crls: hierarchy.authorities.map(({ crl }) => crl.pem),
        witness: hierarchy.witness!.verifierKey,
      })
      expect(await kept()).toMatchObject([
        { party: 'anhui', givenBy: 'ydelta province anhui', pem: hierarchy.authorities[0]!.pem },
      ])
      expect(await ownHierarchy('anhui', state, going())).toEqual(facts['trust'])
    } finally {
      await child.stop()
    }
  }, 30_000)

  it('answers on when its certificates are damaged, and says so', async () => {
    await ownHierarchy('anhui', state, going())
    await writeFile(join(state, 'anhui/certs/state/000009.json'), 'damaged')
    const words = [COMMAND_LINE, 'province', 'anhui', '--entities', '20', '--state', state]
    const child = spawn(process.execPath, words, { env: { ...CHILD_ENV } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    }
    try {
      await expect.poll(() => said, SOON).toMatch(/CERTS_STATE_INVALID：.*000009\.json/)
      const [url] = /http:\S+/.exec(said)!
      expect((await fetch(new URL('/_sandbox/fault', url))).status).toBe(200)
    } finally {
      child.kill('SIGTERM')
      expect(await once(child, 'close')).toEqual([0, null])
    }
  }, 30_000)
})

describe('the gateway of a machine', () => {
  it('keeps what it is handed, one after the other, and gets certificates of its own', async () => {
    const said = vi.fn()
    for (const party of ['anhui', 'jiangsu'] as const) {
      trust.add({ sayAllStarted: said } as unknown as Child)
      trust.receive(party, await ownHierarchy(party, state, going()))
    }
    trust.begin()
    expect(said).toHaveBeenCalledTimes(2)
    await expect.poll(() => loadHierarchy(join(gatewayFolder, 'certs')), SOON).not.toBeNull()
    await trust.stop()
    expect((await kept()).map(({ party }) => party)).toEqual(['anhui', 'jiangsu'])
  }, 30_000)

  it.each([
    ['nothing', () => Promise.resolve(undefined)],
    ['something else', () => Promise.resolve({ anchors: 'all' })],
    ['another party’s anchor', () => ownHierarchy('jiangsu', state, going())],
  ])(
    'handed %s keeps what it had, and says so',
    async (_, hand) => {
      const good = await ownHierarchy('anhui', state, going())
      const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
      trust.receive('anhui', good)
      trust.receive('anhui', await hand())
      await expect.poll(() => told.mock.calls.length, SOON).toBe(1)
      expect(String(told.mock.calls[0]![0])).toMatch(/^(CERTS_ANCHOR_INVALID|INTERNAL)：/)
      expect((await kept()).map(({ pem }) => pem)).toEqual(good.anchors)
    },
    30_000,
  )

  it('that is stopped makes no more', async () => {
    trust.begin()
    await trust.stop()
    expect(await loadHierarchy(join(gatewayFolder, 'certs'))).toBeNull()
  })
})
