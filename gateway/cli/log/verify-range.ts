import { verifyRange } from '../../federation-log/verify-range.ts'
import { instantOf } from '../certs/chain-words.ts'
import { readWords, wholeNumber } from '../command.ts'
import { pathsOfScan, readAhead } from './read-ahead.ts'
import { newestCheckpoint, openSource } from './source.ts'
import { headFacts, headLines, verdictLines } from './verdict-lines.ts'
import { sizeIn } from './verify-sections.ts'
import { COMMON_OPTIONS, ONE, exitOf, onlySource, policyIn, tell, tokenOf } from './words.ts'

export const range = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, from: ONE, to: ONE },
      true,
    )
    const source = openSource(onlySource(positionals), tokenOf(values.token))
    const policy = await policyIn(values.policy)
    const checkpoint = await newestCheckpoint(source)
    const { MAX_SAFE_INTEGER: most } = Number
    const from = wholeNumber('from', values.from ?? '0', 0, most)
    const to = values.to === undefined ? null : wholeNumber('to', values.to, 0, most)
    const isWhole = from === 0 && to === null
    const verdict = await verifyRange({
      checkpoint,
      readTile: readAhead(
        (path) => source.read(path),
        isWhole ? pathsOfScan(sizeIn(checkpoint)) : [],
      ),
      policy,
      from,
      to,
      at: instantOf(values.at, new Date()),
    })
    const { checkpoint: head, witnesses, ...rest } = verdict
    const lines = [
      ...verdictLines(verdict),
      ...headLines(head, witnesses),
      ...(verdict.status === 'VALID'
        ? [`自第${from}条起，共${verdict.count}条，均在日志之内`]
        : []),
      ...(verdict.firstBadIndex === null ? [] : [`第一处不符：第${verdict.firstBadIndex}条`]),
    ]
    tell(values.json, { ...rest, from, ...headFacts(head, witnesses) }, lines)
    return exitOf(verdict)
  },
}
