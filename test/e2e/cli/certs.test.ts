import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PARTIES } from '../../../certs/parties.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import type { Run } from '../../support/run-ydelta.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { describeWithOpenssl, runOpenssl } from '../../support/x509/openssl.ts'

/** Each test runs several processes one after the other. */
const LONG = 60_000
const CHINESE = /[\u4e00-\u9fff]/

/** One state folder: the tests are the days of one machine. */
let folder: string
let state: string
beforeAll(async () => {
  folder = await createTemporaryFolder('certs')
  state = join(folder, 'state')
  expect(await certs('make', 'anhui', 'shanghai')).toMatchObject({ status: 0 })
  await writeFile(join(folder, 'password'), 'Throw-away:1234\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const certs = (...words: string[]): Promise<Run> =>
  runYdelta(['certs', ...words, '--state', state], { cwd: folder })

/** What it printed for machines, an object a line. */
async function json(...words: string[]): Promise<Record<string, unknown>[]> {
  const { status, stdout, stderr } = await certs(...words, '--json')
  expect([words, status, stderr]).toEqual([words, 0, ''])
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('ydelta certs', { timeout: LONG }, () => {
  it('makes a hierarchy for everybody, once, each in a folder of its own', async () => {
    const made = await json('make', '--all')
    expect(made.map(({ party }) => party)).toEqual(PARTIES)
    expect(await json('make', '--all')).toEqual(made)
    expect((await readdir(state)).toSorted()).toEqual(PARTIES.toSorted())
    for (const party of PARTIES) {
      if (party === 'gateway') continue // may be passed through by root's database account
      expect((await stat(join(state, party))).mode & 0o777).toBe(0o700)
    }
  })

  it('lists what there is', async () => {
    const rows = await json('list', 'anhui')
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ['root-g1', 'CURRENT'],
      ['issuing-g1', 'CURRENT'],
      ['licence-signer-g1', 'CURRENT'],
      ['status-list-signer-g1', 'CURRENT'],
      ['grant-signer-g1', 'CURRENT'],
      ['agency-client-g1', 'CURRENT'],
      ['tls-server-g1', 'CURRENT'],
    ])
    const { stdout } = await certs('list')
    for (const { serial } of rows) expect(stdout).toContain(String(serial))
  })

  it('issues to an agency, as one file with a password, which inspect opens', async () => {
    const words = ['issue', 'anhui', '--profile', 'agency-client', '--name', '虚构示例机关丙']
    const p12 = join(folder, 'agency.p12')
    const [issued] = await json(...words, '--p12', p12, '--password-file', 'password')
    expect(issued).toMatchObject({ key: null, subject: expect.stringContaining('虚构示例机关丙') })
    expect((await stat(p12)).mode & 0o777).toBe(0o600)
    const [seen] = await json('inspect', p12, '--password-file', 'password')
    expect(seen).toMatchObject({
      kind: 'pkcs12',
      certificates: [
        { serial: issued!['serial'], purposes: ['AGENCY_CLIENT'] },
        { authority: true },
      ],
    })
    const before = (await json('list', 'anhui')).length
    const again = await certs(...words, '--p12', p12, '--password-file', 'password')
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringMatching(/^CERTS_FILE_INVALID：/),
    ])
    expect(await json('list', 'anhui')).toHaveLength(before)
  })

  it('issues a server certificate for the hosts it is told', async () => {
    const out = join(folder, 'server.pem')
    const hosts = ['--host', 'registry.example', '--host', '127.0.0.2']
    const words = ['--profile', 'tls-server', '--name', '虚构服务器', ...hosts, '--out', out]
    const [issued] = await json('issue', 'shanghai', ...words)
    const key = join(state, 'shanghai/certs/keys', `${String(issued!['key'])}.pem`)
    expect((await stat(key)).mode & 0o777).toBe(0o600)
    const [leaf, issuing] = await json('inspect', out)
    expect(leaf).toMatchObject({
      hosts: 'DNS:registry.example, IP Address:127.0.0.2',
      expired: false,
    })
    expect(issuing).toMatchObject({ authority: true })
  })

  it('revokes, and refreshes lists', async () => {
    const [leaf] = (await json('list', 'anhui')).filter(({ id }) => id === 'agency-client-g1')
    const serial = String(leaf!['serial'])
    const words = ['revoke', 'anhui', '--serial', serial, '--reason', 'keyCompromise']
    expect(await json(...words)).toMatchObject([{ issuer: 'issuing-g1', crl: { number: 2 } }])
    expect(await json('crl', 'anhui')).toMatchObject([{ renewed: [], keyless: [] }])
    expect(await json('crl', 'anhui', '--now')).toMatchObject([
      { renewed: ['root-g1', 'issuing-g1'] },
    ])
    const crl = join(state, 'anhui/certs/public/issuing-g1.crl.pem')
    expect(await json('inspect', crl)).toMatchObject([{ number: '3', revoked: [{ serial }] }])
    expect((await json('list', 'anhui')).find((row) => row['serial'] === serial)).toMatchObject({
      state: 'REVOKED',
    })
  })

  it('rotates a signer, an issuing authority and a root', async () => {
    for (const what of ['root', 'issuing', 'licence-signer']) {
      expect(await json('rotate', 'anhui', '--what', what)).toMatchObject([{ generation: 2 }])
    }
    const rows = await json('list', 'anhui')
    for (const id of ['root', 'issuing', 'licence-signer']) {
      const state = (generation: number) => rows.find((row) => row['id'] === `${id}-g${generation}`)
      expect([state(1)?.['state'], state(2)?.['state']]).toEqual(['SUPERSEDED', 'CURRENT'])
    }
  })

  it('renews what it can when a root key is kept elsewhere, and says what it could not', async () => {
    const keys = join(state, 'national/certs/keys')
    const [root] = await json('inspect', join(state, 'national/certs/public/root-g1.pem'))
    await rm(join(keys, `${String(root!['subjectKey'])}.pem`))
    const { status, stdout } = await certs('crl', 'national', '--now', '--json')
    expect([status, JSON.parse(stdout)]).toEqual([
      1,
      { party: 'national', renewed: ['issuing-g1'], keyless: ['root-g1'] },
    ])
    const { status: refused, stderr } = await certs('rotate', 'national', '--what', 'issuing')
    expect([refused, stderr]).toEqual([3, expect.stringMatching(/^CERTS_KEY_MISSING：/)])
  })

  it('hands anchors over, and keeps those it was given', async () => {
    const out = join(folder, 'anhui-anchors.pem')
    const exported = await json('anchors', 'export', 'anhui', '--out', out)
    expect(exported.map(({ name }) => name)).toEqual(['虚构安徽省根CA G1', '虚构安徽省根CA G2'])
    expect(await readFile(out, 'utf8')).not.toContain('PRIVATE')
    await json('anchors', 'import', 'anhui', out)
    const kept = await json('anchors', 'list')
    expect(kept.map(({ sha256 }) => sha256)).toEqual(exported.map(({ sha256 }) => sha256))
    const foreign = await certs('anchors', 'import', 'jiangsu', out)
    expect([foreign.status, foreign.stderr]).toEqual([
      3,
      expect.stringMatching(/^CERTS_ANCHOR_INVALID：/),
    ])
    expect(await json('anchors', 'list')).toEqual(kept)
  })
})

describe(
  'refusals are told in Chinese, with a code and nothing of the program',
  { timeout: LONG },
  () => {
    const issue = ['issue', 'anhui', '--profile', 'agency-client']
    it.each<[string, string[], number, string]>([
      ['no verb', [], 2, 'USAGE'],
      ['a verb that does not exist', ['sign'], 2, 'USAGE'],
      ['nobody', ['make'], 2, 'USAGE'],
      ['a party that does not exist', ['make', 'beijing'], 2, 'USAGE'],
      ['a purpose that does not exist', ['issue', 'anhui', '--profile', 'root'], 2, 'USAGE'],
      [
        'a purpose of others',
        ['issue', 'anhui', '--profile', 'log-signer', '--name', '甲'],
        2,
        'CERTS_PROFILE_NOT_ISSUED',
      ],
      ['neither request nor name', issue, 2, 'USAGE'],
      ['PKCS#12 without password', [...issue, '--name', '甲', '--p12', 'a.p12'], 2, 'USAGE'],
      ['a request that is not there', [...issue, '--csr', 'none.csr'], 2, 'CERTS_FILE_INVALID'],
      ['a request that is none', [...issue, '--csr', 'password'], 2, 'CSR_INVALID'],
      ['a name that can be confused', [...issue, '--name', 'агент'], 2, 'CERTS_NAME_INVALID'],
      [
        'a serial number nobody has',
        ['revoke', 'anhui', '--serial', 'abc'],
        3,
        'CERTS_SERIAL_UNKNOWN',
      ],
      ['a reason that is none', ['revoke', 'anhui', '--serial', 'a', '--reason', 'x'], 2, 'USAGE'],
      ['something else than a certificate', ['inspect', 'password'], 2, 'CERTS_FILE_INVALID'],
    ])('%s', async (_, words, expected, code) => {
      const { status, stdout, stderr } = await certs(...words)
      expect([status, stdout, stderr]).toEqual([expected, '', expect.stringMatching(`^${code}：`)])
      expect(stderr).toMatch(CHINESE)
      expect(stderr).not.toMatch(/^ +at |\.ts:\d|node_modules|node:internal/m)
    })

    it('a weak password is refused before a certificate is issued', async () => {
      await writeFile(join(folder, 'weak'), 'short\n')
      const before = await json('list', 'anhui')
      const words = ['--name', '虚构机关', '--p12', 'weak.p12', '--password-file', 'weak']
      const { status, stderr } = await certs(...issue, ...words)
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^PKCS12_PASSWORD_WEAK：/)])
      expect(await json('list', 'anhui')).toEqual(before)
      await expect(stat(join(folder, 'weak.p12'))).rejects.toMatchObject({ code: 'ENOENT' })
    })

    it('a party without certificates is told how to get them', async () => {
      const empty = join(folder, 'empty')
      const words = ['certs', 'crl', 'zhejiang', '--state', empty]
      const { status, stderr } = await runYdelta(words, { cwd: folder })
      expect([status, stderr]).toEqual([
        3,
        expect.stringMatching(/^CERTS_MISSING：.*certs make zhejiang/),
      ])
    })

    it.each([
      ['cannot be made', async (path: string) => writeFile(path, '')],
      [
        'cannot be written',
        async (path: string) => {
          await mkdir(join(path, 'anhui'), { recursive: true })
          await writeFile(join(path, 'anhui/certs'), '') // root may write everywhere else
        },
      ],
    ])('a state folder that %s', async (_, prepare) => {
      const path = join(folder, 'unusable')
      await rm(path, { recursive: true, force: true })
      await prepare(path)
      const { status, stderr } = await runYdelta(['certs', 'make', 'anhui', '--state', path])
      expect([status, stderr]).toEqual([3, expect.stringMatching(/^STATE_FOLDER_UNUSABLE：/)])
      expect(stderr).toContain(path)
    })
  },
)

await describeWithOpenssl('an agency with OpenSSL', () => {
  it(
    'gets a certificate for its own key, without what it asked for beyond',
    async () => {
      const [key, request, out] = ['own.key', 'own.csr', 'own.pem'].map((name) =>
        join(folder, name),
      )
      const subject = '/C=CN/ST=安徽省/O=虚构示例机关丁/CN=虚构示例机关丁'
      const made = await runOpenssl([
        ...['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key!, '-out', request!],
        ...['-utf8', '-subj', subject, '-addext', 'basicConstraints=critical,CA:TRUE'],
      ])
      expect(made.status).toBe(0)
      const words = [
        'issue',
        'anhui',
        '--profile',
        'agency-client',
        '--csr',
        request!,
        '--out',
        out!,
      ]
      const { status, stderr } = await certs(...words)
      expect([status, stderr]).toEqual([0, expect.stringContaining('未予采用')])
      const [leaf] = await json('inspect', out!)
      expect(leaf).toMatchObject({ authority: false, keyUsage: ['digitalSignature'] })
      const folderOf = join(state, 'anhui/certs/public')
      const { stdout } = await runOpenssl([
        ...['verify', '-x509_strict', '-crl_check_all', '-purpose', 'sslclient'],
        ...[
          '-CAfile',
          join(folderOf, 'root-g2.pem'),
          '-untrusted',
          join(folderOf, 'issuing-g2.pem'),
        ],
        ...['-CRLfile', join(folderOf, 'root-g2.crl.pem')],
        ...['-CRLfile', join(folderOf, 'issuing-g2.crl.pem'), out!],
      ])
      expect(stdout).toMatch(/: OK$/m)
    },
    LONG,
  )

  it('cannot have one from another province', async () => {
    const words = ['issue', 'shanghai', '--profile', 'agency-client', '--csr', 'own.csr']
    const { status, stderr } = await certs(...words)
    expect([status, stderr]).toEqual([2, expect.stringContaining('CERTS_NAME_OUTSIDE：')])
  })
})
