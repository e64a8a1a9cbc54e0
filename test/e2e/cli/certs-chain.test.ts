/** `ydelta certs chain verify` as an operator types it: files, exit status, words. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toPem } from '../../../certs/pem.ts'
import type { PemLabel } from '../../../certs/pem.ts'
import { goodPath } from '../../support/good-path.ts'
import type { GoodPath } from '../../support/good-path.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { makeCrl } from '../../support/x509/crl.ts'

const AT = ['--at', '2026-01-01T08:00:00+08:00']
let folder = ''
let good: GoodPath
const file = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await createTemporaryFolder('chain')
  good = goodPath()
  await writeFile(file('root.der'), good.root.der)
  await writeFile(file('chain.pem'), pem('CERTIFICATE', good.leaf.der, good.ca.der))
  await writeFile(file('leaf.der'), good.leaf.der)
  await writeFile(file('ca.pem'), `一段说明\n${pem('CERTIFICATE', good.ca.der)}`)
  await writeFile(file('lists.pem'), pem('X509 CRL', good.rootList, good.caList))
  await writeFile(file('root.crl'), good.rootList)
  await writeFile(file('issuing.crl'), good.caList)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const verify = (...words: string[]) => runYdelta(['certs', 'chain', 'verify', ...words])
const trust = () => ['--anchors', file('root.der')]
const lists = () => ['--crl', file('root.crl'), file('issuing.crl')]

describe('ydelta certs chain verify', () => {
  it('says of a good chain, step by step, that it is valid', async () => {
    const words = [...trust(), '--chain', file('chain.pem'), '--crl', file('lists.pem'), ...AT]
    const { status, stdout, stderr } = await verify(...words, '--purpose', 'licence-signer')
    expect(stderr).toBe('')
    expect(stdout).toContain('结论：有效（VALID），以2026-01-01T00:00:00.000Z为准')
    expect(stdout).toContain('第二套核验：通过')
    expect(stdout.match(/：通过/g)).toHaveLength(12)
    expect(status).toBe(0)
  })

  it('takes several files after one option, in their order, PEM or DER', async () => {
    const chain = ['--chain', file('leaf.der'), file('ca.pem')]
    const { status } = await verify(...trust(), ...chain, ...lists(), ...AT)
    expect(status).toBe(0)
    const turned = ['--chain', file('ca.pem'), `--chain=${file('leaf.der')}`]
    const refused = await verify(...trust(), ...turned, ...lists(), ...AT, '--json')
    expect(refused.status).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ status: 'INVALID' })
  })

  it('without a revocation list says that it cannot be decided, exit status 3', async () => {
    const { status, stdout } = await verify(...trust(), '--chain', file('chain.pem'), ...AT)
    expect(stdout).toContain('结论：无法判定（UNDETERMINED）')
    expect(stdout).toContain('不能据此接受任何签名')
    expect(stdout).toContain('CRL_MISSING')
    expect(status).toBe(3)
  })

  it('notices with --seen that an older list came back', async () => {
    await writeFile(file('newer.crl'), makeCrl(good.ca, { number: 7 }))
    const words = [...trust(), '--chain', file('chain.pem'), ...AT, '--seen', file('seen.json')]
    const newer = await verify(...words, '--crl', file('root.crl'), file('newer.crl'))
    expect(newer.status).toBe(0)
    expect(Object.values(JSON.parse(await readFile(file('seen.json'), 'utf8')))).toContain('7')
    const older = await verify(...words, ...lists())
    expect(older.status).toBe(3)
    expect(older.stdout).toContain('CRL_ROLLED_BACK')
    expect(Object.values(JSON.parse(await readFile(file('seen.json'), 'utf8')))).toContain('7')
  })

  it('does not take a damaged record of numbers for an empty one', async () => {
    await writeFile(file('damaged.json'), '{"')
    const words = [...trust(), '--chain', file('chain.pem'), ...lists(), ...AT]
    const { status, stderr } = await verify(...words, '--seen', file('damaged.json'))
    expect(stderr).toContain('CERTS_FILE_INVALID')
    expect(status).toBe(2)
  })

  it.each([
    ['no chain', () => [...trust()], '--chain'],
    ['no anchor', () => ['--chain', file('chain.pem')], '--anchors'],
    ['a file that is not there', () => [...trust(), '--chain', file('none')], 'CERTS_FILE_INVALID'],
    ['a PEM of something else', () => [...trust(), '--chain', file('lists.pem')], 'CERTIFICATE'],
    [
      'a day that does not exist',
      () => [...trust(), '--chain', file('leaf.der'), '--at', '2026-02-30'],
      '--at',
    ],
    [
      'a time without zone',
      () => [...trust(), '--chain', file('leaf.der'), '--at', '2026-01-01T00:00:00'],
      '--at',
    ],
    [
      'an unknown purpose',
      () => [...trust(), '--chain', file('leaf.der'), '--purpose', 'all'],
      'all',
    ],
    [
      'an anchor that is none',
      () => ['--anchors', file('leaf.der'), '--chain', file('leaf.der')],
      'TRUST_ANCHOR_INVALID',
    ],
  ])('refuses %s', async (_, words, said) => {
    const { status, stdout, stderr } = await verify(...words())
    expect(stdout).toBe('')
    expect(stderr).toContain(said)
    expect(status).toBeGreaterThanOrEqual(2)
  })
})

function pem(label: PemLabel, ...ders: readonly Buffer[]): string {
  return ders.map((der) => toPem(label, der)).join('')
}
