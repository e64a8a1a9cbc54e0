/** docs/sandbox.md tells the truth: its example is read and answered, its tables are those of the code. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADAPTERS } from '../../../adapters/index.ts'
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import { FAULT_MODES } from '../../../adapters/shared/sandbox/faults.ts'
import { CASES } from '../../../adapters/shared/sandbox/world/cases.ts'
import { createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { COUNT_LIMIT } from '../../../adapters/shared/sandbox/world/search-query.ts'
import { isRegistrationNumber } from '../../../schemas/model/registration-number.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { comparable, recordsOf } from '../../contract/comparable.ts'
import { openRegistry } from '../../contract/registry.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
let document: string
beforeAll(async () => {
  folder = await createTemporaryFolder('document')
  document = await readFile(join(import.meta.dirname, '../../../docs/sandbox.md'), 'utf8')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('its example line is accepted, found by its names and answered whole over HTTP', async () => {
  const example = /<!-- example -->\s+```ndjson\n(.*)\n```/.exec(document)?.[1] ?? ''
  const dataFile = join(folder, 'given.ndjson')
  await writeFile(dataFile, example)
  const world = await createWorld({
    ...{ province: 'ANHUI', entities: 10, dataFile },
    indexDirectory: folder,
  })
  const [given] = world.search({ name: '虚构给定百货' }, 0, 2).rows as [RegistryRecord]
  expect(given).toMatchObject({ name: '虚构给定商贸有限公司', penalties: [{ sourceId: 'G1' }] })
  expect(isRegistrationNumber(given.registrationNumber!)).toBe(true)
  expect(world.recordsOf(given.uscc!)).toEqual([given])

  const both = { adapter: ADAPTERS.ANHUI, sandbox: SANDBOXES.ANHUI }
  await using registry = await openRegistry(both, world)
  const [answer] = await registry.adapter.fetchEntities([given.uscc!], AbortSignal.timeout(5_000))
  expect(recordsOf(answer).map(comparable)).toEqual([given].map(comparable))
  world.close()
})

describe('its tables', () => {
  it('name every case with its code and what it shows', () => {
    expect(rowsAfter('<!-- cases -->')).toEqual(
      CASES.map(({ id, uscc, shows }) => [id, uscc ?? 'none', shows]),
    )
  })

  it('name every fault mode', () => {
    const modes = rowsAfter('refused with the list of modes').map(([mode]) => mode)
    expect(modes).toEqual(FAULT_MODES.map((mode) => `\`${mode}\``))
  })

  it('name the limit of counting', () => {
    expect(document).toContain(`\`total\` is exact below ${COUNT_LIMIT.toLocaleString('en-GB')}.`)
  })
})

/** Cells of the first table after a text, without its heading. */
function rowsAfter(text: string): string[][] {
  const after = document.slice(document.indexOf(text)).split('\n')
  const first = after.findIndex((line) => line.startsWith('|'))
  const rows = after.slice(first + 2)
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}
