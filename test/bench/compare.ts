/** Before anything is measured, every variant must give the same answers. */
import { isDeepStrictEqual } from 'node:util'
import type { Program } from './programs.ts'
import { BATCH_CODES, questionAbout } from './requests.ts'
import type { Variant, Workload } from './requests.ts'

const SINGLE_CODES = 50
const BATCHES = 2
/** They tell when and how fast it was asked. */
const VOLATILE: ReadonlySet<string> = new Set(['fetchedAt', 'asOf', 'latencyMs'])

/**
 * Compares answers about codes spread over all of `codes`; gives back one answer a workload, as text.
 *
 * @throws {Error} naming the first answer that differs, or has errors.
 */
export async function compareAnswers(
  programs: ReadonlyMap<Variant, Program>,
  codes: readonly string[],
  tokens: ReadonlyMap<Variant, string>,
): Promise<Record<string, string>> {
  const samples: Record<string, string> = {}
  for (const workload of ['full', 'light', 'batch'] as const) {
    for (const usccs of samplesFor(workload, codes)) {
      samples[`/${workload}`] = await compareOne(programs, tokens, workload, usccs)
    }
  }
  return samples
}

function samplesFor(workload: Workload, codes: readonly string[]): string[][] {
  const size = workload === 'batch' ? BATCH_CODES : 1
  const count = workload === 'batch' ? BATCHES : SINGLE_CODES
  const step = Math.floor(codes.length / (count * size))
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: size }, (_code, j) => codes[(i * size + j) * step]!),
  )
}

async function compareOne(
  programs: ReadonlyMap<Variant, Program>,
  tokens: ReadonlyMap<Variant, string>,
  workload: Workload,
  usccs: readonly string[],
): Promise<string> {
  let first: { readonly variant: Variant; readonly text: string } | null = null
  for (const [variant, program] of programs) {
    if (variant === 'constant') continue
    const text = await answerOf(program, variant, workload, usccs, tokens.get(variant))
    first ??= { variant, text }
    if (!isDeepStrictEqual(comparable(first.text), comparable(text))) {
      const both = `${first.variant}: ${first.text}\n${variant}: ${text}`
      throw new Error(`answers to ${workload} ${usccs[0]} differ\n${both}`)
    }
  }
  return first!.text
}

async function answerOf(
  { url }: Program,
  variant: Variant,
  workload: Workload,
  usccs: readonly string[],
  token: string | undefined,
): Promise<string> {
  const { path, body } = questionAbout(variant, workload, usccs)
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json' },
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(
    url + path,
    body === undefined ? {} : { method: 'POST', headers, body },
  )
  const text = await response.text()
  if (response.status !== 200 || text.startsWith('{"errors"')) {
    throw new Error(`${variant} answers ${workload} ${usccs[0]} with ${text.slice(0, 500)}`)
  }
  return text
}

/** Without what stands beside the data: where a question is in the log. */
function comparable(text: string): unknown {
  const withoutTimes = (key: string, value: unknown) => (VOLATILE.has(key) ? null : value)
  const { data, errors } = JSON.parse(text, withoutTimes) as Record<string, unknown>
  return { data, errors }
}
