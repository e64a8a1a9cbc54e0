/** `--data FILE`: what is accepted, what is refused and where, and what given records hide. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RegistryData } from '../../../adapters/shared/sandbox/registry-data.ts'
import { SAMPLE_USCC, caseRecords } from '../../../adapters/shared/sandbox/world/cases.ts'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { readGivenRecords } from '../../../adapters/shared/sandbox/world/given-records.ts'
import { identityOf } from '../../../adapters/shared/sandbox/world/identity.ts'
import { syntheticRecord } from '../../../adapters/shared/sandbox/world/synthetic.ts'
import { EMPTY_RECORD } from '../../../schemas/model/record.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { makeUscc } from '../../../schemas/model/uscc.ts'
import { richRecord, sparseRecord } from '../../support/fictitious-records.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const PLAN = { entities: 30, seed: 5 }
const USCC = makeUscc('91340100', 'XA000001')
const PLAIN = { uscc: USCC, name: '虚构给定有限公司' }

let folder: string
let file: string
let world: RegistryData | undefined
beforeAll(async () => {
  folder = await createTemporaryFolder('given')
  file = join(folder, 'given.ndjson')
})
afterEach(() => {
  world?.close()
  world = undefined
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a line', () => {
  it.each([
    ['with a code alone', { uscc: USCC }],
    ['with a registration number alone', { registrationNumber: '340000000016368' }],
    ['with every field of the model', richRecord(1)],
    ['with every field empty that may be', sparseRecord(2)],
  ])('%s is read as it is written', async (_, record) => {
    expect(await read([line(record)])).toEqual([
      { province: 'ANHUI', record: { ...EMPTY_RECORD, ...record } },
    ])
  })

  it('may leave out what follows from the rest', async () => {
    const state = { code: 'REVOKED' }
    const registration = { entityType: { code: 'COMPANY' }, state, authority: { code: '340100' } }
    const [given] = await read([line({ ...PLAIN, registration })])
    expect(given?.record.registration).toMatchObject({
      state: { code: 'REVOKED', sourceCode: 'REVOKED', sourceText: null, known: true },
      authority: { code: '340100', name: null, level: 'CITY', province: 'ANHUI' },
      ...{ principal: null, approvedOn: null, termOpenEnded: false, movedOut: null },
    })
  })

  it('may stand between empty lines, end in CRLF and follow a byte order mark', async () => {
    expect(await read(['\uFEFF' + line(PLAIN) + '\r', '', '  ', line(PLAIN)])).toHaveLength(2)
  })

  it('may cross the pieces in which a file is read', async () => {
    const long = { ...PLAIN, formerNames: Array.from({ length: 9_000 }, (_, i) => `虚构旧名${i}`) }
    const [first, second] = await read([line(long), line(long)])
    expect(first?.record.formerNames).toEqual(long.formerNames)
    expect(second).toEqual(first)
  })
})

describe('a mistake is refused with its line', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', '{"province":', 'JSON'],
    ['no object', '[]', 'object'],
    ['no province', { record: PLAIN }, 'province'],
    ['a province of its own', { province: 'HUBEI', record: PLAIN }, 'province'],
    ['no record', { province: 'ANHUI' }, 'record'],
    ['a field nobody knows', of({ colour: 'red' }), 'colour'],
    ['a field nobody knows, deep inside', of({ permits: [{ colour: 'red' }] }), 'record.permits.0'],
    ['neither code nor number', of({ uscc: null }), 'uscc or registrationNumber'],
    ['a wrong check character', of({ uscc: `${USCC.slice(0, 17)}~` }), 'record.uscc'],
    ['a code of lower case', of({ uscc: USCC.toLowerCase() }), 'record.uscc'],
    ['a number with a blank', of({ registrationNumber: '34 01' }), 'record.registrationNumber'],
    ['a day that is none', of({ inspections: [{ inspectedOn: '2026-02-30' }] }), 'inspectedOn'],
    ['a day with a time', of({ changes: [{ changedOn: '2026-02-03T00:00' }] }), 'changedOn'],
    ['a state of its own', registered({ state: { code: 'OPEN' } }), 'state.code'],
    [
      'a role of its own',
      registered({ principal: { role: 'BOSS', name: '虚' } }),
      'principal.role',
    ],
    ['money in yuan', registered({ capital: { fen: '1.5', currency: 'CNY' } }), 'capital.fen'],
    ['a currency nobody knows', registered({ capital: { fen: '1', currency: 'XYZ' } }), 'currency'],
    ['a listing of no kind', of({ abnormalListings: [{}] }), 'abnormalListings.0.kind'],
    ['a text that is too long', of({ name: '虚'.repeat(10_001) }), 'record.name'],
  ])('%s', async (_, written, problem) => {
    const bad = typeof written === 'string' ? written : JSON.stringify(written)
    await expect(read([line(PLAIN), '', bad, 'not looked at'])).rejects.toMatchObject({
      code: 'DATA_FILE_INVALID',
      details: { line: 3, problem: expect.stringContaining(problem) as string },
    })
  })

  it('another encoding', async () => {
    const gbk = Buffer.from('7b226e616d65223a22d0e9b9b9227d0a', 'hex')
    await writeFile(file, Buffer.concat([Buffer.from(`${line(PLAIN)}\n`), gbk]))
    await expect(readAll()).rejects.toMatchObject({
      details: { line: 2, problem: expect.stringContaining('UTF-8') as string },
    })
  })

  it('a file without line ends that fills the memory', async () => {
    await writeFile(file, Buffer.alloc(5 * 1024 * 1024, 0x20))
    await expect(readAll()).rejects.toMatchObject({ details: { line: 1, problem: '一行过长' } })
  })

  it('no file', async () => {
    await expect(
      createWorld({ province: 'ANHUI', dataFile: join(folder, 'no'), indexDirectory: folder }),
    ).rejects.toMatchObject({ code: 'DATA_FILE_INVALID' })
  })
})

describe('a given record', () => {
  it('is found by code, by number and by each of its names', async () => {
    const given = { ...PLAIN, registrationNumber: '1', formerNames: ['虚构从前有限公司'] }
    const { recordsOf, recordsOfNumber, search } = await worldWith([line(given)])
    const whole = [{ ...EMPTY_RECORD, ...given }]
    expect(recordsOf(USCC)).toEqual(whole)
    expect(recordsOfNumber('1')).toEqual(whole)
    expect(search({ name: '给定' }, 0, 5)).toEqual({ total: 1, rows: whole })
    expect(search({ name: '从前' }, 0, 5)).toEqual({ total: 1, rows: whole })
  })

  it('hides the case of its code, also from a search', async () => {
    const { recordsOf, search } = await worldWith([line({ ...PLAIN, uscc: SAMPLE_USCC })])
    expect(recordsOf(SAMPLE_USCC).map((record) => record.name)).toEqual([PLAIN.name])
    expect(
      codesIn(search({ name: '虚构' }, 0, 1_000)).filter((code) => code === SAMPLE_USCC),
    ).toHaveLength(1)
    expect(search({ name: '长三角示例' }, 0, 5).total).toBe(0)
  })

  it('hides the synthetic entity of its code, also from a search and under its number', async () => {
    const hidden = numbered()
    const { recordsOf, recordsOfNumber, search } = await worldWith([
      line({ ...PLAIN, uscc: hidden.uscc }),
    ])
    expect(recordsOf(hidden.uscc!).map((record) => record.name)).toEqual([PLAIN.name])
    expect(recordsOfNumber(hidden.registrationNumber!)).toEqual([])
    expect(codesIn(search({ name: hidden.name! }, 0, 5))).not.toContain(hidden.uscc)
    expect(
      codesIn(search({ name: '虚构' }, 0, 1_000)).filter((code) => code === hidden.uscc),
    ).toHaveLength(1)
  })

  it('known by number only hides the case known by that number only', async () => {
    const [old] = caseRecords('JIANGSU').filter((record) => record.uscc === null)
    const given = line(
      { ...PLAIN, uscc: null, registrationNumber: old!.registrationNumber },
      'JIANGSU',
    )
    const { recordsOfNumber, search } = await worldWith([given], 'JIANGSU')
    expect(recordsOfNumber(old!.registrationNumber!).map(({ name }) => name)).toEqual([PLAIN.name])
    expect(search({ name: '旧号' }, 0, 5).total).toBe(0)
    expect(search({ name: '给定' }, 0, 5).total).toBe(1)
  })

  it('of a code given twice stands beside the other (重码)', async () => {
    const { recordsOf, search } = await worldWith([
      line(PLAIN),
      line({ ...PLAIN, name: '虚构另一有限公司' }),
    ])
    expect(recordsOf(USCC).map(({ name }) => name)).toEqual([PLAIN.name, '虚构另一有限公司'])
    expect(search({ name: '另一' }, 0, 5).rows.map(({ name }) => name)).toEqual([
      '虚构另一有限公司',
    ])
  })

  it('of another province is not held here', async () => {
    const lines = [line(PLAIN, 'SHANGHAI'), line({ ...PLAIN, uscc: SAMPLE_USCC }, 'JIANGSU')]
    const { recordsOf, search } = await worldWith(lines)
    expect(recordsOf(USCC)).toEqual([])
    expect(recordsOf(SAMPLE_USCC)).toEqual(recordsIn('ANHUI', SAMPLE_USCC))
    expect(search({ name: '给定' }, 0, 5).total).toBe(0)
  })

  it('is held without an index too', async () => {
    await writeFile(file, line(PLAIN))
    world = await createWorld({ province: 'ANHUI', dataFile: file, indexDirectory: null })
    expect(world.recordsOf(USCC)).toHaveLength(1)
  })
})

describe('the store of given records', () => {
  it('leaves no file behind, neither while it is used nor afterwards', async () => {
    await worldWith([line(PLAIN)])
    const index = join(folder, 'index')
    const drafts = async () => (await readdir(index)).filter((name) => !name.startsWith('search-'))
    expect(await drafts()).toEqual([])
    world?.close()
    world = undefined
    expect(await drafts()).toEqual([])
  })

  it('leaves none when the file is refused', async () => {
    await expect(worldWith([line(PLAIN), 'x'])).rejects.toMatchObject({ details: { line: 2 } })
    const left = await readdir(join(folder, 'index'))
    expect(left.filter((name) => name.includes('given'))).toEqual([])
  })
})

function of(record: object) {
  return { province: 'ANHUI', record: { ...PLAIN, ...record } }
}

function registered(registration: object) {
  const usual = { entityType: { code: 'COMPANY' }, state: { code: 'IN_OPERATION' } }
  return of({ registration: { ...usual, ...registration } })
}

/** As somebody writes it who has the model's record: with what we work out left out. */
function line(record: object, province: Province = 'ANHUI'): string {
  return JSON.stringify({ province, record }, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const derived = 'level' in value ? ['level', 'division', 'province', 'kind'] : ['known']
    return Object.fromEntries(Object.entries(value).filter(([name]) => !derived.includes(name)))
  })
}

async function read(lines: readonly string[]) {
  await writeFile(file, lines.join('\n'))
  return readAll()
}

async function readAll() {
  return Array.fromAsync(readGivenRecords(file))
}

async function worldWith(lines: readonly string[], province: Province = 'ANHUI') {
  await writeFile(file, lines.join('\n'))
  const indexDirectory = join(folder, 'index')
  world = await createWorld({ province, ...PLAN, dataFile: file, indexDirectory })
  return world
}

function recordsIn(province: Province, uscc: string) {
  return caseRecords(province).filter((record) => record.uscc === uscc)
}

/** A synthetic entity with a registration number. */
function numbered() {
  for (let index = 0; index < PLAN.entities; index++) {
    const { uscc } = identityOf({ home: 'ANHUI', index }, PLAN)
    const record = syntheticRecord('ANHUI', uscc, PLAN)
    if (record?.registrationNumber != null) return record
  }
  throw new Error('no synthetic entity has a number')
}

function codesIn({ rows }: ReturnType<RegistryData['search']>) {
  return rows.map((record) => record.uscc)
}
