/** A shell command as a reader starts it in a terminal, in a process group of its own. */
import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

/** After Ctrl-C. A server may take its time to finish requests. */
const END_TIMEOUT_MS = 30_000

export interface TerminalCommand {
  /** What it has printed so far, both streams in the order of their arrival. */
  readonly printed: string
  /** Settles with the exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Settles when it has printed something that satisfies the test, or has ended: says which. */
  until(test: (printed: string) => boolean): Promise<boolean>
  /** Ctrl-C. False when it had to be killed, because it did not end in time. */
  interrupt(): Promise<boolean>
  /** Ends it and everything it started, at once. */
  kill(): void
}

export function startCommand(script: string, folder: string): TerminalCommand {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const changed = new EventTarget()
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    changed.dispatchEvent(new Event('printed'))
  })
  const { promise: ended, resolve } = Promise.withResolvers<number | NodeJS.Signals>()
  child.once('error', () => resolve(127))
  child.once('close', (status, signal) => resolve(signal ?? status ?? 1))

  const send = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal) // negative: the whole group
    } catch {
      // all of it has ended
    }
  }
  return {
    get printed() {
      return printed
    },
    ended,
    until(test) {
      const { promise, resolve: found } = Promise.withResolvers<boolean>()
      const look = () => test(printed) && found(true)
      changed.addEventListener('printed', look)
      void ended.then(() => found(test(printed)))
      look()
      return promise
    },
    async interrupt() {
      send('SIGINT')
      const timer = new AbortController()
      const late = wait(END_TIMEOUT_MS, false, { signal: timer.signal }).catch(() => false)
      const inTime = await Promise.race([ended.then(() => true), late])
      timer.abort()
      send('SIGKILL') // nothing of the group may stay, also when its first process has ended
      await ended
      return inTime
    },
    kill: () => send('SIGKILL'),
  }
}
