/** The log after all that, offline: against acknowledgements, gatehouses' records, and by the verifier. */
import { readFile, writeFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { newestCheckpoint, openSource } from '../../gateway/cli/log/source.ts'
import { checkpointIn } from '../../gateway/federation-log/head-steps.ts'
import { parseLeaf } from '../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../gateway/federation-log/leaf-types.ts'
import { scanLog } from '../../gateway/federation-log/scan-log.ts'
import { RECORD_FILE } from '../../gateway/gatehouse/promise-record.ts'
import { exportPromises } from '../../gateway/gatehouse/promise-lists.ts'
import { readLine } from '../../gateway/gatehouse/record-lines.ts'
import type { Use } from '../../gateway/gatehouse/record-lines.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { runYdelta } from '../support/run-ydelta.ts'
import { lossesIn, unpairedIn, unpromisedIn } from './judge-entries.ts'
import type { Entry } from './judge-entries.ts'
import type { Acknowledged } from './recorder.ts'

export interface Evidence {
  /** The exported log. */
  readonly folder: string
  readonly policyFile: string
  readonly acknowledgements: string
  readonly gatehouseFolderOf: (province: Province) => string
}

export interface Judgement {
  readonly leaves: number
  readonly intents: number
  /** Outcomes that say UNKNOWN. */
  readonly unknown: number
  readonly acknowledged: number
  readonly uses: number
  /** Of promises, held by four provinces. */
  readonly promises: number
  readonly problems: readonly string[]
}

export async function judgeLog(evidence: Evidence): Promise<Judgement> {
  const entries = await readEntries(evidence.folder)
  const acknowledged = await readAcknowledged(evidence.acknowledgements)
  const uses = await Promise.all(PROVINCES.map((province) => usesOf(evidence, province)))
  const { promises, problems } = await verifierProblems(evidence)
  const of = (type: Leaf['type']) => entries.filter(({ leaf }) => leaf.type === type)
  const results = of('OUTCOME').map(({ leaf }) => (leaf as Leaf & { type: 'OUTCOME' }).result)
  return {
    leaves: entries.length,
    intents: of('INTENT').length,
    unknown: results.filter((result) => result === 'UNKNOWN').length,
    acknowledged: acknowledged.length,
    uses: uses.flat().length,
    promises,
    problems: [
      ...lossesIn(entries, acknowledged),
      ...uses.flatMap((all, i) => unpromisedIn(entries, all, PROVINCES[i]!)),
      ...unpairedIn(entries),
      ...problems,
    ],
  }
}

async function readEntries(folder: string): Promise<readonly Entry[]> {
  const source = openSource(folder, null)
  const { checkpoint } = checkpointIn(await newestCheckpoint(source))
  const entries: Entry[] = []
  await scanLog(
    checkpoint,
    (path) => source.read(path),
    (entry, _, hash) => entries.push({ leaf: parseLeaf(entry), hash: hash.toString('base64url') }),
  )
  return entries
}

async function readAcknowledged(file: string): Promise<readonly Acknowledged[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Acknowledged)
}

async function usesOf({ gatehouseFolderOf }: Evidence, province: Province): Promise<Use[]> {
  const input = createReadStream(join(gatehouseFolderOf(province), RECORD_FILE))
  const uses: Use[] = []
  for await (const text of createInterface({ input })) {
    const line = readLine(text)
    if (line?.kind === 'USE') uses.push(line)
  }
  return uses
}

/** As an auditor asks: by the command line, with the policy file. */
async function verifierProblems(evidence: Evidence) {
  const { folder, policyFile } = evidence
  const common = [folder, '--policy', policyFile, '--json']
  const lists = await Promise.all(PROVINCES.map((province) => writeList(evidence, province)))
  const whole = await runYdelta(['log', 'fsck', ...common, '--outcome-seconds', '0'])
  const words = ['log', 'verify', 'omission', ...common, '--promises', ...lists]
  const omission = await runYdelta(words)
  const { held = 0 } = (omission.status === 0 ? JSON.parse(omission.stdout) : {}) as {
    readonly held?: number
  }
  const problems = [
    ...(whole.status === 0 ? [] : [`fsck: ${whole.stdout}${whole.stderr}`]),
    ...(omission.status === 0 ? [] : [`omission: ${omission.stdout}${omission.stderr}`]),
  ]
  return { promises: held, problems }
}

async function writeList({ folder, gatehouseFolderOf }: Evidence, province: Province) {
  const file = join(folder, '..', `promises-${province}.ndjson`)
  const lines: string[] = []
  for await (const line of exportPromises(gatehouseFolderOf(province), province)) lines.push(line)
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}
