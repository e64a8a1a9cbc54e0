/** A state file that cannot be written, as on a full disk: nothing is signed, and health says so. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLogService } from '../../../gateway/log/log-service.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { createLogDatabase, intent, options } from './log-bench.ts'

it('signs nothing that it cannot write down first, says so, and goes on when it can', async () => {
  const folder = await createTemporaryFolder('log')
  const disk = join(folder, 'disk')
  await mkdir(disk)
  const service = await openLogService({
    ...options(await createLogDatabase(), folder),
    stateFile: join(disk, 'signed-head'),
  })
  try {
    await service.intend(intent())
    await rm(disk, { recursive: true })
    await expect(service.checkpointNow()).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await service.health()).toEqual(['log state file'])
    expect(await service.logFile('checkpoint')).toBeNull()
    // The leaves themselves do not need it.
    await service.intend(intent())
    await mkdir(disk)
    expect(await service.checkpointNow()).toMatchObject({ size: 2 })
    expect(await service.health()).toEqual([])
  } finally {
    await service.close()
    await rm(folder, { recursive: true })
  }
})
