/**
 * A server process that cannot outlive us. Between it and us stands a small shell that holds one end
 * of a pipe: when our end closes, however we ended (kill -9 included), it asks the server to stop.
 * The server is in a session of its own, so that Ctrl-C in a terminal reaches only us and we decide
 * in which order things stop.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** $1 is the signal that asks the server to stop, the rest its command line. */
const KEEPER = `
stop=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -"$stop" "$server" 2>/dev/null' INT TERM HUP
{ read -r _ <&3; kill -"$stop" "$server"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
status=0
while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
kill "$watcher" 2>/dev/null
exit "$status"
`
/** A server that does not stop when asked is killed after this. */
const STOP_TIMEOUT_MS = 20_000

export interface KeptProcessOptions {
  readonly command: readonly [string, ...string[]]
  /** Asks the server to stop in good order: SIGINT for PostgreSQL (fast shutdown), SIGTERM for most. */
  readonly stopSignal: 'INT' | 'TERM'
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Runs as this account; only root can ask for it. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  /** Receives every line the server prints. */
  readonly onLine: (line: string) => void
}

export interface KeptProcess {
  /** Settles when the process has ended, with its exit status or signal. Never rejects. */
  readonly ended: Promise<string>
  /** Asks it to stop and waits until it has; kills it when it does not. */
  stop(): Promise<void>
}

/** Starts the process. That it is ready must be seen from what it prints, or by asking it. */
export function keepProcess(options: KeptProcessOptions): KeptProcess {
  const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', options.stopSignal, ...options.command], {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options.account,
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', options.onLine)
  }
  child.stdin.on('error', () => {}) // it ended first: `ended` says so
  const ended = endOf(child)
  return {
    ended,
    async stop() {
      const force = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS)
      child.stdin.end()
      await ended
      clearTimeout(force)
    },
  }
}

function endOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  child.once('error', (error) => resolve(error.message))
  child.once('close', (status, signal) => resolve(String(signal ?? status)))
  return promise
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  process.kill(-child.pid, 'SIGKILL') // a negative number means the whole group
}
