/**
 * `npm run test:differential [-- --seed TEXT] [--count N] [--index N] [--mutations N]`: generated
 * chains, ours beside OpenSSL, and mutations of good chains. Ends with 1 when something is accepted
 * here that OpenSSL refuses, when a difference is not explained, or when a mutation does what it must
 * not. `--index` asks about one chain again. The short forms run within `npm test`.
 */
import { parseArgs } from 'node:util'
import { askBoth } from './ask-both.ts'
import { makeCase } from './chain-case.ts'
import { compare } from './compare.ts'
import type { Comparison } from './compare.ts'
import { EXPLANATIONS } from './explanations.ts'
import { ROWS } from './faults.ts'
import { runMutations } from './mutations/run.ts'
import { saveCase } from './save-case.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260101' },
    count: { type: 'string', default: '2000' },
    index: { type: 'string' },
    mutations: { type: 'string', default: '10000' },
  },
})

/** With so many chains every row has had its turn, and so many are accepted by both. */
const FULL = 2_000
const LEAST_ACCEPTED = 400

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { seed, index } = values
  if (index !== undefined) return askAgain(seed, Number(index))
  const count = Number(values.count)
  const comparison = await compare(seed, 0, count)
  const problems = [...comparison.problems, ...shortcomingsOf(comparison, count)]
  sayComparison(seed, count, comparison)
  const mutations = runMutations(seed, Number(values.mutations))
  say(`mutations: ${mutations.made}; refused: ${JSON.stringify(mutations.refused)}`)
  say(`most work: ${JSON.stringify(mutations.mostWork)}; longest: ${mutations.longestMs} ms`)
  for (const problem of [...problems, ...mutations.problems]) say(`PROBLEM: ${problem}`)
  return problems.length + mutations.problems.length > 0 ? 1 : 0
}

async function askAgain(seed: string, index: number): Promise<number> {
  const asked = makeCase(seed, index)
  say(await saveCase(seed, asked, await askBoth(asked), 'asked again'))
  return 0
}

function shortcomingsOf({ rows, bothAccept }: Comparison, count: number): readonly string[] {
  if (count < FULL) return []
  const missing = ROWS.filter(({ name }) => !rows.has(name)).map(({ name }) => name)
  return [
    ...missing.map((name) => `no chain had the row “${name}”`),
    ...(bothAccept < LEAST_ACCEPTED ? [`only ${bothAccept} chains were accepted by both`] : []),
  ]
}

function sayComparison(seed: string, count: number, of: Comparison): void {
  const { bothAccept, bothRefuse, opensslOnly, rows, problems } = of
  const only = Object.values(opensslOnly).reduce((sum, each) => sum + each, 0)
  const oursOnly = count - bothAccept - bothRefuse - only
  say(`seed ${seed}, ${count} chains, ${rows.size} of ${ROWS.length} rows applied`)
  say(`both accept: ${bothAccept}; both refuse: ${bothRefuse}`)
  say(`accepted here only: ${oursOnly}`)
  say(`accepted by OpenSSL only: ${only}; differences that must not be: ${problems.length}`)
  for (const [code, times] of Object.entries(opensslOnly).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const reasons = EXPLANATIONS.filter((each) => each.code === code).map((each) => each.because)
    say(`  ${String(times).padStart(4)} ${code}: ${reasons.join('; ')}`)
  }
}

process.exitCode = await main()
