import { promiseKeysIn } from '../../federation-log/policy-file.ts'
import { verifyOmission } from '../../federation-log/verify-omission.ts'
import { parseVerifierKey } from '../../federation-log/verifier-key.ts'
import { instantOf, spreadFiles } from '../certs/chain-words.ts'
import { readWords } from '../command.ts'
import { newestCheckpoint, openSource } from './source.ts'
import { headFacts, headLines, verdictLines } from './verdict-lines.ts'
import {
  COMMON_OPTIONS,
  MANY,
  ONE,
  exitOf,
  milliseconds,
  onlySource,
  policyIn,
  readGiven,
  tell,
  tokenOf,
  usage,
} from './words.ts'

const USUAL_MERGE_DELAY_MS = 60_000

export const omission = {
  async run(words: readonly string[]): Promise<number> {
    const options = { ...COMMON_OPTIONS, promises: MANY, 'promise-key': MANY, 'merge-seconds': ONE }
    const spread = spreadFiles(words, ['promises', 'promise-key'])
    const { values, positionals } = readWords(spread, options, true)
    if (values.promises.length === 0) throw usage('请用--promises写明存证回执清单')
    const source = openSource(onlySource(positionals), tokenOf(values.token))
    const policy = await policyIn(values.policy)
    const verdict = await verifyOmission({
      checkpoint: await newestCheckpoint(source),
      readTile: (path) => source.read(path),
      lists: await listsIn(values.promises),
      promiseKeys: await promiseKeys(values['promise-key'], values.policy!),
      policy,
      mergeDelayMs: milliseconds('merge-seconds', values['merge-seconds'], USUAL_MERGE_DELAY_MS),
      at: instantOf(values.at, new Date()),
    })
    const { checkpoint, witnesses, ...rest } = verdict
    const { held, omitted, pending, firstBadIndex } = verdict
    const lines = [
      ...verdictLines(verdict),
      ...headLines(checkpoint, witnesses),
      `有效回执${held}份：日志中没有的${omitted}条，尚待合并的${pending}条`,
      ...(firstBadIndex === null ? [] : [`第一处不符：第${firstBadIndex}条`]),
    ]
    tell(values.json, { ...rest, ...headFacts(checkpoint, witnesses) }, lines)
    return exitOf(verdict)
  },
}

async function listsIn(files: readonly string[]): Promise<readonly (readonly string[])[]> {
  const texts = await Promise.all(files.map(readGiven))
  return texts.map((text) => text.toString('utf8').split('\n'))
}

async function promiseKeys(given: readonly string[], policyFile: string) {
  const inFile = promiseKeysIn((await readGiven(policyFile)).toString('utf8'))
  const keys = [...given.map((vkey) => parseVerifierKey(vkey)), ...inFile]
  // The same line in both is one key, not two that cannot be told apart.
  const each = keys.filter((key, i) => keys.findIndex((one) => isSame(one, key)) === i)
  if (each.length > 0) return each
  throw usage('请用--promise-key或策略文件中的“# promise”行写明签发回执的公钥')
}

function isSame(one: { publicKey: Buffer; name: string }, other: typeof one): boolean {
  return one.name === other.name && one.publicKey.equals(other.publicKey)
}
