/** What the verbs of `ydelta certs` have in common: whose folder, which words, how results are told. */
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PARTIES, isParty } from '../../../certs/parties.ts'
import type { Party } from '../../../certs/parties.ts'
import { changeHierarchy, requireHierarchy } from '../../../certs/party-store.ts'
import type { Hierarchy, KeyRing } from '../../../certs/hierarchy.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { partyFolder, stateFolder, usingState } from '../state-folder.ts'

/** Options of every verb. */
export const COMMON_OPTIONS = {
  state: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Where a party keeps its hierarchy. @throws {FederationError} `STATE_FOLDER_UNUSABLE`. */
export async function certsFolder(party: Party, state: string | undefined): Promise<string> {
  return join(await partyFolder(await stateFolder(state), party), 'certs')
}

/** @throws {FederationError} `CERTS_MISSING`, `CERTS_STATE_INVALID`, `STATE_FOLDER_UNUSABLE`. */
export async function openHierarchy(party: Party, state: string | undefined): Promise<Hierarchy> {
  const folder = await certsFolder(party, state)
  return usingState(folder, () => requireHierarchy(folder, party))
}

/** Changes a hierarchy that is there. @throws {FederationError} as above, and those of the change. */
export async function changeExisting(
  party: Party,
  state: string | undefined,
  change: (found: Hierarchy, ring: KeyRing) => Promise<Hierarchy>,
): Promise<Hierarchy> {
  const folder = await certsFolder(party, state)
  return usingState(folder, () =>
    changeHierarchy(folder, (found, ring) => {
      if (found === null) throw new FederationError('CERTS_MISSING', { party })
      return change(found, ring)
    }),
  )
}

/** One party. @throws {FederationError} `USAGE`. */
export function onlyParty(positionals: readonly string[]): Party {
  const [party] = partiesIn(positionals, false)
  if (party === undefined || positionals.length > 1)
    throw usage(`请写明一方：${PARTIES.join('、')}`)
  return party
}

/** Some parties, or all. @throws {FederationError} `USAGE`. */
export function partiesIn(positionals: readonly string[], all: boolean): readonly Party[] {
  const unknown = positionals.find((word) => !isParty(word))
  if (unknown !== undefined) throw usage(`没有“${unknown}”这一方，可用：${PARTIES.join('、')}`)
  return all ? PARTIES : positionals.filter(isParty)
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw usage(`请用--${option}写明`)
  return value
}

export function usage(problem: string): FederationError {
  return new FederationError('USAGE', { problem })
}

/** One line of JSON for machines, or lines for people. */
export function tell(asJson: boolean | undefined, facts: object, lines: readonly string[]): void {
  process.stdout.write(`${asJson === true ? JSON.stringify(facts) : lines.join('\n')}\n`)
}

/** A date for people; the time of day is in the JSON. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}

/** @throws {FederationError} `CERTS_FILE_INVALID`. */
export async function readGiven(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new FederationError('CERTS_FILE_INVALID', { file, reason: `无法读取：${cause.code}` })
  })
}

/** The first line of a file: a password never stands on the command line, where others see it. */
export async function readPassword(file: string): Promise<string> {
  return (await readGiven(file)).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** A file that is there, empty, before what it holds exists: nothing is made that cannot be kept. */
export interface ReservedFile {
  write(content: string | Uint8Array): Promise<void>
  /** Takes it away again when it was not written. */
  release(): Promise<void>
}

/** Never over a file that exists. @throws {FederationError} `CERTS_FILE_INVALID`. */
export async function reserveFile(file: string, mode: number): Promise<ReservedFile> {
  const handle = await open(file, 'wx', mode).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EEXIST' ? '已存在，不予覆盖' : `无法写入：${cause.code}`
    throw new FederationError('CERTS_FILE_INVALID', { file, reason })
  })
  let written = false
  return {
    async write(content) {
      await handle.writeFile(content)
      await handle.sync()
      written = true
    },
    async release() {
      await handle.close()
      if (!written) await rm(file, { force: true })
    },
  }
}
