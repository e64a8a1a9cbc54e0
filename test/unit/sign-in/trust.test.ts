/** The trust folder, in the form that certs/trust-folder.ts writes. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chainOf } from '../../../certs/hierarchy.ts'
import { keepAnchors } from '../../../certs/trust-folder.ts'
import { createTrust } from '../../../gateway/trust/trust.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AT, makeWhole } from '../certs/whole-hierarchy.ts'
import type { Whole } from '../certs/whole-hierarchy.ts'

const LOG = pino({ level: 'silent' })
const EVERY_MS = 5_000

let shanghai: Whole
let folder: string
let clock = 0
let saved: Readonly<Record<string, string>>
beforeAll(async () => {
  shanghai = await makeWhole('shanghai')
})
beforeEach(async () => {
  folder = await createTemporaryFolder('trust')
  clock = 0
  saved = {}
  const { authorities } = shanghai.hierarchy
  await keepAnchors(folder, 'shanghai', [authorities[0]!.pem], 'test')
  await keepLists(authorities.map(({ crl }) => crl.pem))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function keepLists(pems: readonly string[]): Promise<void> {
  await rm(join(folder, 'crls'), { recursive: true, force: true })
  await mkdir(join(folder, 'crls'))
  for (const [i, pem] of pems.entries()) await writeFile(join(folder, `crls/${i + 1}.pem`), pem)
}

const open = () =>
  createTrust({
    ...{ folder, log: LOG, clock: () => clock, lookEveryMs: EVERY_MS },
    numbers: {
      load: () => Promise.resolve(saved),
      save: (numbers) => Promise.resolve(void (saved = numbers)),
    },
  })

async function verdictOn(
  purpose: CertificatePurpose,
  province: Province | null,
  trust = open(),
): Promise<string> {
  const found = await trust.trustFor(purpose, province)
  if (found.by !== 'CHAIN') throw new TypeError('a chain is expected')
  const leaf = shanghai.hierarchy.certificates.find(({ role }) => role === purpose)!
  return found.validate(chainOf(shanghai.hierarchy, leaf), AT).status
}

describe('a chain', () => {
  it.each<[CertificatePurpose, Province | null]>([
    ['AGENCY_CLIENT', null],
    ['AGENCY_CLIENT', 'SHANGHAI'],
    ['GRANT_SIGNER', 'SHANGHAI'],
  ])('for %s counts below the anchors of %s', async (purpose, province) => {
    expect(await verdictOn(purpose, province)).toBe('VALID')
  })

  it.each<[CertificatePurpose, Province | null]>([
    ['GRANT_SIGNER', 'ANHUI'],
    ['LOG_SIGNER', null],
  ])('for %s has nobody to end at below %s', async (purpose, province) => {
    await expect(open().trustFor(purpose, province)).rejects.toMatchObject({
      ...{ code: 'TRUST_ANCHORS_MISSING', status: 503 },
    })
  })

  it('does not count without the lists of its authorities', async () => {
    await keepLists([])
    expect(await verdictOn('GRANT_SIGNER', 'SHANGHAI')).toBe('UNDETERMINED')
  })

  it('teaches the numbers of the lists, which are kept', async () => {
    const trust = open()
    await verdictOn('GRANT_SIGNER', 'SHANGHAI', trust)
    await trust.flush()
    expect(Object.values(saved)).toEqual(['1', '1'])
  })
})

describe('the folder', () => {
  it('is looked at anew every few seconds, and then what changed counts', async () => {
    const trust = open()
    const before = await trust.version()
    await keepLists([])
    expect(await verdictOn('GRANT_SIGNER', 'SHANGHAI', trust)).toBe('VALID')
    clock += EVERY_MS
    expect(await verdictOn('GRANT_SIGNER', 'SHANGHAI', trust)).toBe('UNDETERMINED')
    expect(await trust.version()).not.toBe(before)
  })

  it('says what is missing while nobody could sign in', async () => {
    expect(await open().missing()).toEqual([])
    await rm(folder, { recursive: true })
    expect(await open().missing()).toEqual(['anchors'])
  })

  it.each([
    [
      'a row that is changed',
      'anchors.json',
      (text: string) => text.replace(/"sha256": "./, '"sha256": "0'),
    ],
    ['no list of anchors', 'anchors.json', () => '{'],
    ['an anchor that is none', null, () => 'nothing'],
    ['a revocation list that is none', 'crls/1.pem', () => 'nothing'],
  ])('with %s is not used', async (_, file, change) => {
    const [row] = JSON.parse(await readFile(join(folder, 'anchors.json'), 'utf8')) as {
      file: string
    }[]
    const path = join(folder, file ?? row!.file)
    const text = await readFile(path, 'utf8')
    const changed = change(text)
    await writeFile(path, changed === text ? text.replace('"sha256": "0', '"sha256": "1') : changed)
    await expect(open().version()).rejects.toMatchObject({ code: 'TRUST_FOLDER_INVALID' })
    expect(await open().missing()).toEqual(['anchors'])
  })
})
