/**
 * A process of its own that loads the gateway and writes down every acknowledgement: an answer counts
 * once its line is with the operating system, which outlives every kill in this suite.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../differential/random.ts'
import { endWithParent, sayMore, sayReady } from '../../gateway/cli/process-life.ts'
import { questionOf } from './questions.ts'
import type { Asked } from './questions.ts'

/** An acknowledgement as it is written down. */
export interface Acknowledged {
  readonly index: number
  /** base64url. */
  readonly leafHash: string
  readonly operation: string
}

/** Since it began. */
export interface Counts {
  /** Answers with data. */
  answered: number
  /** Leaves named by them. */
  acknowledged: number
  /** Answers with data and without a leaf. */
  unlogged: number
  /** Questions under way when their connection broke. */
  cut: number
  /** Codes of refusals. */
  refused: Record<string, number>
  /** Refusals of which the caller was told that asking again is of no use. */
  final: number
}

/** Asks at this address, or stops asking and says when nothing is under way. */
export type Order =
  | { readonly open: { readonly url: string; readonly token: string } }
  | { readonly shut: true }
  | { readonly count: true }

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly extensions: { code: string; retryable: boolean } }[]
  readonly extensions?: { readonly logEntries?: readonly { index: number; leafHash: string }[] }
}

const [file = '', seed = '', callers = ''] = process.argv.slice(2)
/** A caller that was refused or cut off comes again after this. */
const AGAIN_AFTER_MS = 20

const acknowledgements = openSync(file, 'a')
const counts: Counts = { answered: 0, acknowledged: 0, unlogged: 0, cut: 0, refused: {}, final: 0 }
let target: { readonly url: string; readonly token: string } | null = null
let running: Promise<unknown> = Promise.resolve()

async function askForEver(random: Random): Promise<void> {
  while (target !== null) {
    if (!(await askOnce(questionOf(random), target))) await wait(AGAIN_AFTER_MS)
  }
}

/** Whether it was answered. */
async function askOnce(asked: Asked, { url, token }: NonNullable<typeof target>): Promise<boolean> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: asked.query }),
    })
    return hear(asked, (await response.json()) as Answer)
  } catch (failure) {
    const { cause } = failure as { readonly cause?: NodeJS.ErrnoException }
    // Refused: it was not asked anything.
    if (cause?.code !== 'ECONNREFUSED') counts.cut += 1
    return false
  }
}

function hear({ operation }: Asked, { data, errors = [], extensions }: Answer): boolean {
  if (data == null) {
    for (const { code, retryable } of errors.map((error) => error.extensions)) {
      counts.refused[code] = (counts.refused[code] ?? 0) + 1
      if (!retryable) counts.final += 1
    }
    return false
  }
  const entries = extensions?.logEntries ?? []
  const lines = entries.map((entry) => `${JSON.stringify({ ...entry, operation })}\n`)
  if (lines.length > 0) writeSync(acknowledgements, lines.join(''))
  counts.answered += 1
  counts.acknowledged += entries.length
  if (entries.length === 0) counts.unlogged += 1
  return true
}

let opened = 0
process.on('message', (order: Order) => {
  if ('open' in order) {
    target = order.open
    opened += 1
    const loops = Array.from({ length: Number(callers) }, (_, i) =>
      askForEver(new Random(seed, opened, i)),
    )
    running = Promise.all(loops)
  } else if ('shut' in order) {
    target = null
    void running.then(() => sayMore({ counts }))
  } else {
    sayMore({ counts })
  }
})
endWithParent()
sayReady({})
process.once('disconnect', () => process.exit(0))
