/** The set `log`: durable intents beside a bare group commit, and the offline verifier beside bare hashing. */
import { rm } from 'node:fs/promises'
import pg from 'pg'
import { openDatabase } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { startPrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { startProgram } from '../programs.ts'
import type { Placement, Program } from '../programs.ts'
import { medianOf, rounded } from '../statistics.ts'
import type { IntentsAnswer, IntentsQuestion, IntentsSettings } from './intents-program.ts'
import { measureVerifyLeaves } from './verify-leaves.ts'

export interface LogPace {
  readonly rounds: number
  readonly warmUpMs: number
  readonly measureMs: number
  readonly callers: number
  /** Of the log that is verified. */
  readonly leaves: number
  readonly verifyRounds: number
}

/** One row of the JSON that `--json` writes. */
export interface IntentsRow {
  readonly set: 'log'
  readonly variant: IntentsQuestion['variant']
  readonly callers: number
  readonly rps: number
  readonly rpsRange: readonly [number, number]
  /** Over `bare` of the same round. */
  readonly ratio: number
  readonly ratioRange: readonly [number, number]
  /** Over `rows` of the same round. */
  readonly rowsRatio: number
  readonly rowsRatioRange: readonly [number, number]
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of the process that appends, not of PostgreSQL. */
  readonly cpuUs: number
  readonly rounds: number
}

export interface VerifyRow {
  readonly set: 'log'
  readonly variant: 'verify'
  readonly leaves: number
  readonly bytesPerLeaf: number
  readonly bareMs: number
  readonly verifyMs: number
  /** Time over that of bare hashing in the same round. */
  readonly ratio: number
  readonly ratioRange: readonly [number, number]
  readonly cpuRatio: number
}

export type LogRow = IntentsRow | VerifyRow

interface LogBench extends LogPace {
  readonly placement: Placement
  say(line: string): void
}

export async function measureLog(bench: LogBench): Promise<LogRow[]> {
  const intents = await measureIntents(bench)
  const { leaves, verifyRounds: rounds } = bench
  const verified = await measureVerifyLeaves({ leaves, rounds })
  return [...intents, { set: 'log', variant: 'verify', ...verified }]
}

const VARIANTS = ['bare', 'rows', 'intents'] as const

/** The server beside this process; what appends has the processor of servers under test. */
export async function measureIntents(bench: LogBench): Promise<IntentsRow[]> {
  const [data, folder] = [
    await createTemporaryFolder('bench-postgres'),
    await createTemporaryFolder('bench-log'),
  ]
  const postgres = await startPrivatePostgres({ folder: data })
  let program: Program | null = null
  try {
    const [databaseUrl, rowsUrl] = [postgres.url, await secondDatabase(postgres.url)]
    for (const url of [databaseUrl, rowsUrl]) await withTables(url)
    const settings: IntentsSettings = { databaseUrl, rowsUrl, folder }
    program = await startProgram({
      ...{ file: 'log/intents-program.ts', name: 'intents', settings },
      processors: bench.placement.server,
    })
    return await rowsOf(program, bench)
  } finally {
    await program?.stop()
    await postgres.stop()
    for (const each of [data, folder]) await rm(each, { recursive: true, force: true })
  }
}

async function secondDatabase(serverUrl: string): Promise<string> {
  const server = new pg.Client(serverUrl)
  await server.connect()
  await server.query('CREATE DATABASE same_rows')
  await server.end()
  return Object.assign(new URL(serverUrl), { pathname: '/same_rows' }).href
}

async function withTables(url: string): Promise<void> {
  const database = openDatabase(url, () => undefined, { patient: true })
  await migrate(database)
  await database.destroy()
}

async function rowsOf(program: Program, bench: LogBench): Promise<IntentsRow[]> {
  const { rounds, callers, warmUpMs, measureMs, say } = bench
  const found: Record<IntentsRow['variant'], IntentsAnswer[]> = { bare: [], rows: [], intents: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
      const question: IntentsQuestion = { variant, callers, warmUpMs, measureMs }
      const answer = (await program.answer(question)) as IntentsAnswer
      found[variant].push(answer)
      say(`  log ${variant}: ${answer.perSecond.toFixed(0)}/s, ${answer.cpuUs.toFixed(1)} µs`)
    }
  }
  return VARIANTS.map((variant) => rowOf(variant, callers, found))
}

function rowOf(
  variant: IntentsRow['variant'],
  callers: number,
  found: Readonly<Record<IntentsRow['variant'], readonly IntentsAnswer[]>>,
): IntentsRow {
  const answers = found[variant]
  const rates = answers.map(({ perSecond }) => perSecond)
  const over = (other: IntentsRow['variant']) =>
    rates.map((rate, round) => rate / found[other][round]!.perSecond)
  const [ratios, rowsRatios] = [over('bare'), over('rows')]
  return {
    ...{ set: 'log', variant, callers },
    ...{ rps: medianOf(rates), rpsRange: rangeOf(rates) },
    ...{ ratio: medianOf(ratios), ratioRange: rangeOf(ratios) },
    ...{ rowsRatio: medianOf(rowsRatios), rowsRatioRange: rangeOf(rowsRatios) },
    p50Ms: medianOf(answers.map(({ p50Ms }) => p50Ms)),
    p99Ms: medianOf(answers.map(({ p99Ms }) => p99Ms)),
    cpuUs: medianOf(answers.map(({ cpuUs }) => cpuUs)),
    rounds: answers.length,
  }
}

function rangeOf(values: readonly number[]): [number, number] {
  return [rounded(Math.min(...values)), rounded(Math.max(...values))]
}

export function logTableOf(rows: readonly LogRow[]): string {
  return rows.map(lineOf).join('\n')
}

function lineOf(row: LogRow): string {
  const range = printRange(row.ratioRange)
  if (row.variant === 'verify') {
    const { leaves, verifyMs, bareMs, ratio, cpuRatio } = row
    return (
      `verify ${leaves} leaves: ${verifyMs.toFixed(0)} ms, bare hashing ${bareMs.toFixed(0)} ms, ` +
      `÷ bare ${ratio.toFixed(3)} (${range}), by CPU ${cpuRatio.toFixed(3)}`
    )
  }
  const { variant, callers, rps, ratio, rowsRatio, p50Ms, p99Ms, cpuUs } = row
  return (
    `${variant.padEnd(8)} ${callers} callers: ${rps.toFixed(0)}/s, p50 ${p50Ms.toFixed(1)} ms, ` +
    `p99 ${p99Ms.toFixed(1)} ms, ${cpuUs.toFixed(1)} µs, ÷ bare ${ratio.toFixed(3)} (${range}), ÷ rows ${rowsRatio.toFixed(3)} (${printRange(row.rowsRatioRange)})`
  )
}

function printRange(range: readonly [number, number]): string {
  return range.map((value) => value.toFixed(3)).join('–')
}
