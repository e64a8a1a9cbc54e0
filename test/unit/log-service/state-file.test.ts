/** A state file that cannot be written, as on a full disk: nothing is signed, and health says so. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CheckpointMaker } from '../../../gateway/log/checkpoint-maker.ts'
import { createLogParts } from '../../../gateway/log/log-parts.ts'
import { createLogService, openLogService } from '../../../gateway/log/log-service.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { OPERATION_LEAVES, createLogDatabase, intent, options } from './log-bench.ts'

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
    expect(await service.checkpointNow()).toMatchObject({ size: OPERATION_LEAVES + 2 })
    expect(await service.health()).toEqual([])
  } finally {
    await service.close()
    await rm(folder, { recursive: true })
  }
})

it('is no reason for an alarm when another process that shares it was faster', async () => {
  const folder = await createTemporaryFolder('log')
  const shared = options(await createLogDatabase(), folder)
  const [other, parts] = [createLogService(shared), createLogParts(shared)]
  const { checkpoints } = parts
  let isFirst = true
  const tree: typeof checkpoints.tree = {
    ...checkpoints.tree,
    async addTiles(...tiles) {
      const done = await checkpoints.tree.addTiles(...tiles)
      if (isFirst) {
        isFirst = false
        // As when this process is stopped here, between reading the head and signing it.
        await other.intend(intent())
        expect(await other.checkpointNow()).toMatchObject({ size: OPERATION_LEAVES + 2 })
      }
      return done
    },
  }
  const maker = new CheckpointMaker({ ...checkpoints, tree })
  try {
    await other.intend(intent())
    expect(await maker.makeNow()).toMatchObject({ size: OPERATION_LEAVES + 2 })
    expect(maker.trouble).toBeNull()
    await other.intend(intent())
    expect(await maker.makeNow()).toMatchObject({ size: OPERATION_LEAVES + 3 })
  } finally {
    await maker.close()
    await other.close()
    await parts.sequencer.close(0)
    await parts.database.destroy()
    await rm(folder, { recursive: true })
  }
})
