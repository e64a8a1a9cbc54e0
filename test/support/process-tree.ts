/** Who started whom, from /proc: to see that nothing is left when a process has ended. */
import { readFile, readdir } from 'node:fs/promises'

interface Process {
  readonly pid: number
  readonly parent: number
  /** One letter of proc(5); Z has ended and waits to be collected. */
  readonly state: string
}

/** Everything that this process has started, and what those have started. */
export async function descendantsOf(root: number): Promise<number[]> {
  const all = await processes()
  const found = [root]
  for (const pid of found) {
    found.push(...all.filter(({ parent }) => parent === pid).map((one) => one.pid))
  }
  return found.slice(1)
}

/** Those of them that still run. */
export async function runningOf(pids: readonly number[]): Promise<number[]> {
  const all = await processes()
  return pids.filter((pid) => all.some((one) => one.pid === pid && one.state !== 'Z'))
}

/** The words a process was started with. */
export async function commandLineOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return line.replaceAll('\0', ' ').trim()
}

async function processes(): Promise<Process[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = names.map(async (name) => {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The name in brackets may hold anything, also brackets and blanks.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid: Number(name), parent: Number(parent), state }
  })
  return (await Promise.all(read)).filter(({ state }) => state !== '')
}
