/**
 * `npm run chaos [-- --seed TEXT] [--kills N] [--database-kills N]
 * [--both-kills N] [--callers N]`: gateways killed with
 * `kill -9` under load, at random moments and at each named step of the append path; then PostgreSQL;
 * then both together.
 * Ends with 1 when an acknowledged leaf is lost, an answer has no intent, the log has a hole or does not
 * verify. The same seed kills at the same moments; what is under way then is up to the machine. The
 * short form runs within `npm test`.
 */
import { parseArgs } from 'node:util'
import { linesOf, problemsOf } from './report.ts'
import { runChaos } from './run-chaos.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now()) },
    kills: { type: 'string', default: '100' },
    'database-kills': { type: 'string', default: '10' },
    'both-kills': { type: 'string', default: '6' },
    callers: { type: 'string', default: '12' },
  },
})

const WHOLE = 100
const say = (line: string): void => void process.stdout.write(`${line}\n`)

say(`seed: ${values.seed}`)
const began = performance.now()
const kills = Number(values.kills)
const report = await runChaos(
  {
    ...{ seed: values.seed, kills, callers: Number(values.callers) },
    databaseKills: Number(values['database-kills']),
    bothKills: Number(values['both-kills']),
  },
  say,
)
linesOf(report, (performance.now() - began) / 1_000).forEach(say)
const problems = problemsOf(report, kills >= WHOLE)
for (const problem of problems.slice(0, 50)) say(`PROBLEM: ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0
