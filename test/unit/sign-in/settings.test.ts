/** Settings of sign-in and of TLS that belong together. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSignInFiles } from '../../../gateway/config-files.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await createTemporaryFolder('settings')
  file = join(folder, 'any.pem')
  await writeFile(file, 'content')
})
afterAll(() => rm(folder, { recursive: true }))

type Given = Readonly<Record<string, string>>

const read = (given: Given) => {
  const problems: string[] = []
  const here = Object.entries(given).map(([name, value]) => [name, value.replaceAll('FILE', file)])
  const found = readSignInFiles(Object.fromEntries(here) as Given, problems)
  return { ...found, named: problems.map((problem) => problem.split('：')[0]) }
}

const TLS = { TLS_CERT_FILE: 'FILE', TLS_KEY_FILE: 'FILE' }

describe('settings', () => {
  it.each<[string, Given]>([
    ['nothing', {}],
    ['plain tokens on loopback', { PLAIN_TOKENS: 'loopback', HOST: '127.0.0.1' }],
    ['plain tokens on ::1', { PLAIN_TOKENS: 'loopback', HOST: '::1' }],
    ['every address, with TLS', { HOST: '0.0.0.0', ...TLS }],
  ])('may be %s', (_, given) => {
    expect(read(given).named).toEqual([])
  })

  it.each<[string, Given, string]>([
    ['every address without TLS', { HOST: '0.0.0.0' }, 'HOST'],
    ['a name without TLS', { HOST: 'gateway.example' }, 'HOST'],
    ['plain tokens with TLS', { PLAIN_TOKENS: 'loopback', ...TLS }, 'PLAIN_TOKENS'],
    ['plain tokens for others', { PLAIN_TOKENS: 'loopback', HOST: '::', ...TLS }, 'PLAIN_TOKENS'],
    ['a certificate without key', { TLS_CERT_FILE: 'FILE' }, 'TLS_CERT_FILE、TLS_KEY_FILE'],
    ['authorities without TLS', { TLS_CLIENT_CA_FILE: 'FILE' }, 'TLS_CLIENT_CA_FILE'],
    [
      'half of it towards registries',
      { REGISTRY_TLS_KEY_FILE: 'FILE' },
      'REGISTRY_TLS_CERT_FILE、REGISTRY_TLS_KEY_FILE',
    ],
    ['a key that is not there', { ACCESS_TOKEN_KEY_FILE: '/nowhere' }, 'ACCESS_TOKEN_KEY_FILE'],
  ])('may not be %s', (_, given, name) => {
    expect(read(given).named).toEqual([name])
  })

  it('hold the contents of the files they name', () => {
    const keys = { ACCESS_TOKEN_KEY_FILE: 'FILE', ACCESS_TOKEN_FORMER_KEY_FILES: 'FILE, FILE' }
    expect(read({ ...TLS, ...keys, REGISTRY_TLS_CA_FILE: 'FILE' })).toMatchObject({
      tls: { cert: 'content', key: 'content', clientCa: null },
      registryTls: { ca: 'content', certificate: null },
      accessTokenKeys: { signing: 'content', former: ['content', 'content'] },
    })
  })
})
