import { FederationError } from '../../../schemas/model/errors.ts'
import { checkpointIn } from '../../federation-log/head-steps.ts'
import { verifyGrowth } from '../../federation-log/log-proof.ts'
import { strictBase64 } from '../../federation-log/strict-text.ts'
import { openTileTree } from '../../federation-log/tile-tree.ts'
import { instantOf } from '../certs/chain-words.ts'
import { readWords } from '../command.ts'
import { newestCheckpoint, openSource } from './source.ts'
import type { LogSource } from './log-source.ts'
import { headFacts, headLines, verdictLines } from './verdict-lines.ts'
import { sizeIn } from './verify-sections.ts'
import {
  COMMON_OPTIONS,
  ONE,
  exitOf,
  onlySource,
  policyIn,
  readGiven,
  required,
  tell,
  tokenOf,
  usage,
} from './words.ts'

export const consistency = {
  async run(words: readonly string[]): Promise<number> {
    const options = { ...COMMON_OPTIONS, old: ONE, new: ONE, proof: ONE }
    const { values, positionals } = readWords(words, options, true)
    const source = sourceOf(positionals, values.proof, tokenOf(values.token))
    const older = await readGiven(required(values.old, 'old'))
    const newer = await newerOf(values.new, source)
    const proof =
      source === null
        ? hashesIn(await readGiven(values.proof!))
        : await proofFrom(source, sizeIn(older), newer)
    const at = instantOf(values.at, new Date())
    const verdict = verifyGrowth({ older, newer, proof, policy: await policyIn(values.policy), at })
    const { older: from, newer: to, witnesses, ...rest } = verdict
    const grown =
      from && to && verdict.status === 'VALID' ? [`自${from.size}条增至${to.size}条，前后一致`] : []
    const lines = [...verdictLines(verdict), ...headLines(to, witnesses), ...grown]
    const facts = { ...rest, older: headFacts(from, null).checkpoint, ...headFacts(to, witnesses) }
    tell(values.json, facts, lines)
    return exitOf(verdict)
  },
}

/** A proof in a file, or a log to make it from: one of the two. */
function sourceOf(
  positionals: readonly string[],
  proof: string | undefined,
  token: string | null,
): LogSource | null {
  if (proof === undefined) return openSource(onlySource(positionals), token)
  if (positionals.length > 0) throw usage('--proof与日志目录或地址只写其一')
  return null
}

async function newerOf(file: string | undefined, source: LogSource | null): Promise<Buffer> {
  if (file !== undefined) return readGiven(file)
  if (source === null) throw usage('请用--new写明较新的检查点')
  return newestCheckpoint(source)
}

/** One hash a line, as a witness is sent them. */
function hashesIn(bytes: Buffer): readonly Buffer[] {
  const lines = bytes.toString('latin1').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => {
    const hash = strictBase64(line)
    if (hash === null) throw new FederationError('LOG_PROOF_MALFORMED', { reason: 'hash' })
    return hash
  })
}

/**
 * What cannot be made, because the log is not one with the newer checkpoint or is smaller, is left
 * empty: the verdict then says what is wrong with the two checkpoints.
 */
async function proofFrom(
  source: LogSource,
  oldSize: number,
  newer: Buffer,
): Promise<readonly Buffer[]> {
  const size = sizeIn(newer)
  if (oldSize === 0 || oldSize >= size) return []
  const { checkpoint } = checkpointIn(newer)
  const tree = await openTileTree(checkpoint, (path) => source.read(path))
  return tree.proveConsistency(oldSize)
}
