/** `fsck`, `verify times` and `verify pairs`: one procedure over the whole log, asked more or less. */
import { verifyLog } from '../../federation-log/verify-log.ts'
import type { LogSection, LogVerdict } from '../../federation-log/verify-log.ts'
import { checkpointIn } from '../../federation-log/head-steps.ts'
import { instantOf } from '../certs/chain-words.ts'
import { readWords } from '../command.ts'
import { pathsOfScan, readAhead } from './read-ahead.ts'
import { keptNotes, newestCheckpoint, openSource } from './source.ts'
import { headFacts, headLines, verdictLines } from './verdict-lines.ts'
import {
  COMMON_OPTIONS,
  TOLERANCE_OPTIONS,
  exitOf,
  onlySource,
  policyIn,
  tell,
  tokenOf,
  toleranceOf,
} from './words.ts'

const EVERYTHING: readonly LogSection[] = ['ORDER', 'REFERENCES', 'PAIRS', 'KEYS', 'BRACKETS']

interface Asked {
  readonly sections: readonly LogSection[]
  readonly needsPolicy: boolean
  readonly needsBrackets: boolean
}

const verb = (asked: Asked) => ({ run: (words: readonly string[]) => verify(words, asked) })
export const fsck = verb({ sections: EVERYTHING, needsPolicy: true, needsBrackets: false })
export const times = verb({ sections: ['BRACKETS'], needsPolicy: true, needsBrackets: true })
export const pairs = verb({ sections: ['PAIRS'], needsPolicy: false, needsBrackets: false })

async function verify(words: readonly string[], asked: Asked): Promise<number> {
  const { needsPolicy } = asked
  const options = { ...COMMON_OPTIONS, ...TOLERANCE_OPTIONS }
  const { values, positionals } = readWords(words, options, true)
  const source = openSource(onlySource(positionals), tokenOf(values.token))
  const isBlind = !needsPolicy && values.policy === undefined
  const policy = isBlind ? null : await policyIn(values.policy)
  // In this order: a log that grows meanwhile must not look like one that has shrunk.
  const { notes: kept, all } = policy === null ? NOTHING_KEPT : await keptNotes(source)
  const checkpoint = await newestCheckpoint(source)
  const verdict = await verifyLog({
    checkpoint,
    readTile: readAhead((path) => source.read(path), pathsOfScan(sizeIn(checkpoint))),
    kept,
    policy,
    ...asked,
    tolerance: toleranceOf(values),
    at: instantOf(values.at, new Date()),
  })
  const remarks = remarksOn(isBlind, verdict, all - kept.length)
  tell(values.json, factsOf(verdict, kept.length, remarks), linesOf(verdict, remarks))
  return exitOf(verdict)
}

/** What the reading ahead goes by. A checkpoint that cannot be read is told by the verdict. */
export function sizeIn(checkpoint: Buffer): number {
  try {
    return checkpointIn(checkpoint).checkpoint.size
  } catch {
    return 0
  }
}

const NOTHING_KEPT = { notes: [], all: 0 } as const

/** What VALID does not mean, for want of a word or a file. `unread`: checkpoints that were left out. */
function remarksOn(isBlind: boolean, { steps }: LogVerdict, unread: number): readonly string[] {
  const isUnbracketed = steps.some(({ step, outcome }) => {
    return step === 'BRACKETS' && outcome === 'NOT_APPLICABLE'
  })
  return [
    ...(isBlind ? ['未指定--policy：检查点的签名和见证未核验，不能据此认定日志的来源'] : []),
    ...(unread > 0 ? [`历次检查点过多，另有${unread}个未核对`] : []),
    ...(isUnbracketed ? ['没有足够的历次检查点（checkpoints）：未核对见证时间的下限'] : []),
  ]
}

function factsOf(verdict: LogVerdict, kept: number, remarks: readonly string[]) {
  const { checkpoint, witnesses, ...rest } = verdict
  return { ...rest, ...headFacts(checkpoint, witnesses), kept, remarks }
}

function linesOf(verdict: LogVerdict, remarks: readonly string[]): readonly string[] {
  const { checkpoint, witnesses, leaves, pairs: counted, faults, firstBadIndex } = verdict
  const types = Object.entries(leaves).map(([type, count]) => `${type} ${count}`)
  return [
    ...verdictLines(verdict),
    ...headLines(checkpoint, witnesses),
    ...(types.length === 0 ? [] : [`条目：${types.join('，')}`]),
    ...(counted === null
      ? []
      : [
          `查询意图${counted.intents}条，结果${counted.outcomes}条（其中未知${counted.unknown}条），尚待结果${counted.pending}条`,
        ]),
    ...(firstBadIndex === null ? [] : [`第一处不符：第${firstBadIndex}条`]),
    ...(faults > 1 ? [`条目之间不符共${faults}处`] : []),
    ...remarks,
  ]
}
