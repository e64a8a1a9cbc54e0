/** What npm starts ends with npm: a shell in between hands no signal on, and would leave it behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { afterEach, expect, it, vi } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import { CHILD_ENV } from '../../support/child-env.ts'
import { isAlive } from '../../support/is-alive.ts'
import { descendantsOf } from '../../support/process-tree.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

/** One script stands for both: the other starts the same program with more to start. */
const WORDS = ['run', '-s', 'ydelta', '--', 'province', 'anhui', '--entities', '10']
const scripts: Readonly<Record<string, string>> = packageJson.scripts
let started: number[] = []
afterEach(() => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  started = []
})

it('npm, ended by SIGTERM, leaves nothing behind', async () => {
  expect(scripts['start']).toBe(`${scripts['ydelta']} dev`)
  const state = await createTemporaryFolder('npm')
  const npm = spawn('npm', [...WORDS, '--state', state], {
    env: CHILD_ENV,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(npm.pid!)
  for await (const line of createInterface(npm.stdout)) if (line.includes('前置网关')) break
  started.push(...(await descendantsOf(npm.pid!)))
  expect(started.length).toBeGreaterThan(1)
  process.kill(npm.pid!, 'SIGTERM')
  await once(npm, 'close')
  await vi.waitUntil(() => started.every((pid) => !isAlive(pid)), { timeout: 15_000, interval: 50 })
  await rm(state, { recursive: true, force: true })
})
