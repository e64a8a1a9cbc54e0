/** A province's process and its certificates: made when all has started, handed out without what is secret. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadHierarchy } from '../../../certs/party-store.ts'
import { HANDED_TRUST, ownHierarchy } from '../../../gateway/cli/certs/own-hierarchy.ts'
import { startChild } from '../../../gateway/cli/child.ts'
import { DEVELOPMENT_AGENCIES } from '../../../gateway/cli/clients/development-clients.ts'
import { CHILD_ENV } from '../../support/child-env.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const COMMAND_LINE = resolve(import.meta.dirname, '../../../gateway/cli/ydelta.ts')
const SOON = { timeout: 15_000 }
const LONG = 60_000

let state: string
beforeEach(async () => {
  state = await createTemporaryFolder('province-trust')
})
afterEach(() => rm(state, { recursive: true, force: true }))

const words = () => ['province', 'anhui', '--entities', '20', '--state', state]
const going = () => new AbortController().signal

describe('a province’s process', { timeout: LONG }, () => {
  it('makes its certificates when all has started, once, signs grants when asked, and hands out what is public', async () => {
    const said: Readonly<Record<string, unknown>>[] = []
    const child = await startChild({
      words: words(),
      env: CHILD_ENV,
      onLine: () => undefined,
      onMore: (facts) => said.push(facts),
    })
    const heard = (fact: string) => expect.poll(() => said.find((one) => fact in one)?.[fact], SOON)
    try {
      expect(await readdir(join(state, 'anhui'))).not.toContain('certs')
      child.sayAllStarted()
      await heard('trust').toBeDefined()
      const hierarchy = (await loadHierarchy(join(state, 'anhui/certs')))!
      const { trust } = said.find((one) => 'trust' in one)!
      expect(HANDED_TRUST.parse(trust)).toEqual({
        anchors: [hierarchy.authorities[0]!.pem],
        issuing: [hierarchy.authorities[1]!.pem],
        crls: hierarchy.authorities.map(({ crl }) => crl.pem),
        witness: hierarchy.witness!.verifierKey,
      })
      const { officer, auditor } = DEVELOPMENT_AGENCIES
      const agencies = { officer: officer.agency, auditor: auditor.agency, logFields: {} }
      child.send({ signGrants: agencies })
      await heard('grants').toBeDefined()
      const { grants } = said.find((one) => 'grants' in one) as { grants: readonly string[] }
      expect(grants.length).toBeGreaterThan(0)
      for (const grant of grants) expect(claimsOf(grant)).toMatchObject({ iss: 'ANHUI' })
      expect(await ownHierarchy('anhui', state, going())).toEqual(trust)
      expect(said.filter((one) => 'trust' in one)).toHaveLength(1)
      // Credentials of the pretend registry are the gateway's own: it signs in there with them.
      const { credentials: _, ...ready } = child.facts
      expect(JSON.stringify([ready, said]).includes('PRIVATE')).toBe(false)
    } finally {
      await child.stop()
    }
  })

  it('says that its folder cannot be written, and answers on', async () => {
    await mkdir(join(state, 'anhui'), { recursive: true })
    await writeFile(join(state, 'anhui/certs'), 'a file where the folder should be')
    const child = spawn(process.execPath, [COMMAND_LINE, ...words()], { env: { ...CHILD_ENV } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    }
    try {
      await expect.poll(() => said, SOON).toMatch(/STATE_FOLDER_UNUSABLE：/)
      const [url] = /http:\S+/.exec(said)!
      expect((await fetch(new URL('/_sandbox/fault', url))).status).toBe(200)
    } finally {
      child.kill('SIGTERM')
      expect(await once(child, 'close')).toEqual([0, null])
    }
  })
})

describe('trust that is handed over', () => {
  const whole = { anchors: ['a'], issuing: ['b'], crls: ['c'], witness: null }

  it.each([
    ['nothing', undefined],
    ['a word for a list', { ...whole, anchors: 'all' }],
    ['a list with something else in it', { ...whole, crls: [{}] }],
    ['no lists', { anchors: whole.anchors, issuing: whole.issuing, witness: null }],
    ['a witness that is no text', { ...whole, witness: 1 }],
  ])('is refused when it is %s', (_, handed) => {
    expect(HANDED_TRUST.safeParse(handed).success).toBe(false)
    expect(HANDED_TRUST.safeParse(whole).success).toBe(true)
  })
})

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
}
