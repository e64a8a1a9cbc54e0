import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSeen, saveSeen } from '../../../gateway/cli/certs/seen-numbers.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const [ONE, OTHER] = ['1'.repeat(64), '2'.repeat(64)]

describe('numbers of revocation lists in a file', () => {
  let folder = ''
  beforeAll(async () => (folder = await createTemporaryFolder('seen')))
  afterAll(() => rm(folder, { recursive: true }))

  it('never go down when a run that began earlier ends later', async () => {
    const file = join(folder, 'seen.json')
    await saveSeen(file, { [ONE]: '9' })
    await saveSeen(file, { [ONE]: '10', [OTHER]: '3' })
    await saveSeen(file, { [ONE]: '9' })
    expect(await loadSeen(file)).toEqual({ [ONE]: '10', [OTHER]: '3' })
  })
})
