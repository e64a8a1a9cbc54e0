import { verifyEntry } from '../../federation-log/log-proof.ts'
import type { EntryVerdict } from '../../federation-log/log-proof.ts'
import { instantOf, spreadFiles } from '../certs/chain-words.ts'
import { readWords } from '../command.ts'
import { headFacts, headLines, verdictLines } from './verdict-lines.ts'
import { COMMON_OPTIONS, MANY, ONE, exitOf, policyIn, readGiven, tell, usage } from './words.ts'

export const entry = {
  async run(words: readonly string[]): Promise<number> {
    const options = { ...COMMON_OPTIONS, entry: ONE, disclosure: MANY }
    const spread = spreadFiles(words, ['disclosure'])
    const { values, positionals } = readWords(spread, options, true)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw usage('请写明一个证明文件')
    const verdict = verifyEntry({
      proof: await readGiven(file),
      entry: values.entry === undefined ? null : await readGiven(values.entry),
      disclosures: await Promise.all(values.disclosure.map(disclosureIn)),
      policy: await policyIn(values.policy),
      at: instantOf(values.at, new Date()),
    })
    tell(values.json, factsOf(verdict), linesOf(verdict))
    return exitOf(verdict)
  },
}

/** `@FILE`, or the disclosure itself. */
async function disclosureIn(word: string): Promise<string> {
  return word.startsWith('@') ? (await readGiven(word.slice(1))).toString('latin1').trim() : word
}

function factsOf({ checkpoint, witnesses, disclosed, ...rest }: EntryVerdict) {
  const said = disclosed.map(({ name, value }) => ({ name, value }))
  return { ...rest, disclosed: said, ...headFacts(checkpoint, witnesses) }
}

function linesOf(verdict: EntryVerdict): readonly string[] {
  const { checkpoint, witnesses, index, leaf, disclosed, status } = verdict
  return [
    ...verdictLines(verdict),
    ...headLines(checkpoint, witnesses),
    ...(status === 'VALID' ? [`第${index}条：${JSON.stringify(leaf)}`] : []),
    ...(status === 'VALID' ? disclosed : []).map(({ name, value }) => {
      return `  披露 ${name}：${JSON.stringify(value)}`
    }),
  ]
}
