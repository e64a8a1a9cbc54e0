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

interface Entry {
  readonly leaf: Leaf
  readonly hash: string
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
      ...acknowledged.flatMap((one) => lostIn(entries, one)),
      ...repeatedIn(acknowledged),
      ...uses.flatMap((all, i) => all.flatMap((use) => unpromisedIn(entries, use, PROVINCES[i]!))),
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

function lostIn(entries: readonly Entry[], { index, leafHash, operation }: Acknowledged): string[] {
  const entry = entries[index]
  if (entry?.hash !== leafHash) return [`acknowledged ${index} is not in the log`]
  const { leaf } = entry
  if (leaf.type === 'INTENT' && leaf.operation === operation) return []
  return [`acknowledged ${index} is another question`]
}

function repeatedIn(acknowledged: readonly Acknowledged[]): string[] {
  const seen = new Set<number>()
  return acknowledged.flatMap(({ index }) => {
    if (seen.has(index)) return [`index ${index} was acknowledged twice`]
    seen.add(index)
    return []
  })
}

/** What a gatehouse let through stands in the log, and names this subject and this province. */
function unpromisedIn(entries: readonly Entry[], use: Use, province: Province): string[] {
  const entry = entries[use.index]
  if (entry?.hash !== use.leafHash) return [`${province} was shown ${use.index}, not in the log`]
  const { leaf } = entry
  const isFor = leaf.type === 'INTENT' && leaf.provinces.includes(province)
  const names = isFor && leaf._sd.includes(use.subject)
  return names ? [] : [`${province} was shown ${use.index}, which does not name it or the subject`]
}

/** Every intent has one outcome. The verifier says so too; this is counted without it. */
function unpairedIn(entries: readonly Entry[]): string[] {
  const outcomes = new Map<string, number>()
  for (const { leaf } of entries) {
    if (leaf.type !== 'OUTCOME') continue
    outcomes.set(leaf.intent, (outcomes.get(leaf.intent) ?? 0) + 1)
  }
  return entries.flatMap(({ leaf, hash }, index) => {
    const count = leaf.type === 'INTENT' ? (outcomes.get(hash) ?? 0) : 1
    return count === 1 ? [] : [`intent ${index} has ${count} outcomes`]
  })
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
