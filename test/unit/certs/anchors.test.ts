import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anchorOf, rootsOf } from '../../../certs/anchors.ts'
import { authorityOf } from '../../../certs/hierarchy.ts'
import { rotate } from '../../../certs/maintain.ts'
import { ANCHOR_LIST, keepAnchors, loadAnchors } from '../../../certs/trust-folder.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AT, daysAfter, makeWhole } from './whole-hierarchy.ts'
import type { Whole } from './whole-hierarchy.ts'

const COMMITTED = resolve(import.meta.dirname, '../../../certs/anchors')

let anhui: Whole
let national: Whole
let folder: string
beforeAll(async () => {
  ;[anhui, national] = await Promise.all([makeWhole('anhui'), makeWhole('national')])
})
beforeEach(async () => {
  folder = await createTemporaryFolder('anchors')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const rootOf = ({ hierarchy }: Whole) => authorityOf(hierarchy, 'root-g1').pem

describe('an anchor', () => {
  it('may do what its party may, whatever the giver says', () => {
    expect(anchorOf('anhui', rootOf(anhui), '虚构')).toMatchObject({
      name: '虚构安徽省根CA G1',
      party: 'anhui',
      jurisdiction: { C: 'CN', ST: '安徽省' },
      purposes: [
        'LICENCE_SIGNER',
        'STATUS_LIST_SIGNER',
        'GRANT_SIGNER',
        'AGENCY_CLIENT',
        'TLS_SERVER',
      ],
      notAfter: '2046-03-02T01:02:03.000Z',
      givenBy: '虚构',
    })
    expect(anchorOf('national', rootOf(national), '虚构')).toMatchObject({
      jurisdiction: { C: 'CN' },
      purposes: ['LICENCE_SIGNER'],
    })
  })

  it.each([
    ['a root of another province', 'jiangsu', (): string => rootOf(anhui)],
    ['the national root as a province’s', 'anhui', (): string => rootOf(national)],
    ['an issuing authority', 'anhui', (): string => authorityOf(anhui.hierarchy, 'issuing-g1').pem],
    ['a leaf', 'anhui', (): string => anhui.hierarchy.certificates[0]!.pem],
    ['nothing', 'anhui', (): string => ''],
  ] as const)('is not made of %s', (_, party, pem) => {
    expect(() => anchorOf(party, pem(), '虚构')).toThrow(
      expect.objectContaining({ code: 'CERTS_ANCHOR_INVALID' }),
    )
  })

  it('of a hierarchy is every root that is in time', async () => {
    const { hierarchy, keys } = anhui
    const after = await rotate(hierarchy, 'ROOT', keys, daysAfter(6000))
    const roots = after.authorities.filter(({ role }) => role === 'ROOT').map(({ pem }) => pem)
    expect(rootsOf(after, daysAfter(6001))).toEqual(roots)
    expect(rootsOf(after, daysAfter(7306))).toEqual(roots.slice(1))
  })
})

describe('a trust folder', () => {
  it('is empty at first', async () => {
    expect(await loadAnchors(folder)).toEqual([])
  })

  it('keeps each party’s anchors; what a party gives replaces what it gave', async () => {
    const { hierarchy, keys } = anhui
    const second = rootsOf(await rotate(hierarchy, 'ROOT', keys, AT), AT)
    await keepAnchors(folder, 'anhui', [rootOf(anhui)], '一')
    await keepAnchors(folder, 'national', [rootOf(national)], '二')
    await keepAnchors(folder, 'anhui', second, '三')
    const kept = await loadAnchors(folder)
    expect(kept.map(({ party, givenBy }) => [party, givenBy])).toEqual([
      ['national', '二'],
      ['anhui', '三'],
      ['anhui', '三'],
    ])
    await keepAnchors(folder, 'anhui', second.slice(1), '四')
    expect((await loadAnchors(folder)).map(({ pem }) => pem)).toEqual([rootOf(national), second[1]])
    expect(await readdir(folder)).toHaveLength(3)
  })

  it('is as it was when what is given is refused', async () => {
    await keepAnchors(folder, 'anhui', [rootOf(anhui)], '一')
    const wrong = keepAnchors(folder, 'anhui', [rootOf(anhui), rootOf(national)], '二')
    await expect(wrong).rejects.toMatchObject({ code: 'CERTS_ANCHOR_INVALID' })
    expect(await loadAnchors(folder)).toMatchObject([{ givenBy: '一' }])
  })

  it.each([
    ['jurisdiction', { C: 'CN' }],
    ['purposes', ['RECEIPT_SIGNER']],
    ['party', 'gateway'],
    ['sha256', '0'.repeat(64)],
    ['notAfter', '2099-01-01T00:00:00.000Z'],
    ['name', '虚构'],
    ['file', '../anhui.pem'],
  ])('whose row was changed in %s is refused', async (field, value) => {
    await keepAnchors(folder, 'anhui', [rootOf(anhui)], '一')
    const list = join(folder, ANCHOR_LIST)
    const [row] = JSON.parse(await readFile(list, 'utf8')) as object[]
    await writeFile(list, JSON.stringify([{ ...row, [field]: value }]))
    await expect(loadAnchors(folder)).rejects.toMatchObject({ code: 'CERTS_ANCHOR_INVALID' })
  })

  it('whose certificate was exchanged or lost is refused', async () => {
    const [kept] = await keepAnchors(folder, 'anhui', [rootOf(anhui)], '一')
    const { file } = kept!
    await writeFile(join(folder, file), rootOf(national))
    await expect(loadAnchors(folder)).rejects.toMatchObject({ code: 'CERTS_ANCHOR_INVALID' })
    await rm(join(folder, file))
    await expect(loadAnchors(folder)).rejects.toMatchObject({ code: 'CERTS_ANCHOR_INVALID' })
  })
})

describe('the anchors in the repository', () => {
  it('are what their rows say, and there is no certificate without a row', async () => {
    const rows = await loadAnchors(COMMITTED)
    const files = (await readdir(COMMITTED)).filter((name) => name !== ANCHOR_LIST)
    expect(files.toSorted()).toEqual(rows.map(({ file }) => file).toSorted())
  })

  it('each have a line in certs/README.md with fingerprint and expiry', async () => {
    const readme = await readFile(join(COMMITTED, '../README.md'), 'utf8')
    for (const { name, sha256, notAfter } of await loadAnchors(COMMITTED)) {
      const line = readme.split('\n').find((text) => text.includes(sha256))
      expect(line, name).toContain(notAfter.slice(0, 10))
    }
  })
})
