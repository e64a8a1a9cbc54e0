/** Lines of the gatehouse's record (留存): what was shown, what was answered, what was found in the log. */
import { z } from 'zod'
import type { PromiseJson } from '../federation-log/promise-json.ts'

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const at = z.iso.datetime()
const place = z.object({ leafHash: digest, index: z.int().nonnegative() })

const PROMISE: z.ZodType<PromiseJson> = z.object({
  leaf: z.string(),
  index: z.int().nonnegative(),
  path: z.array(z.string()),
  batch: z.string(),
})

export const USE = z.object({
  v: z.literal(1),
  kind: z.literal('USE'),
  /** `LATE`: of an answer that came from a cache or from another's call; told afterwards. */
  served: z.enum(['LIVE', 'LATE']),
  at,
  /** Null for a late one. */
  exchange: z.string().nullable(),
  /** Id of the intent. */
  request: z.string(),
  ...place.shape,
  /** Digest of the subject's disclosure. What it says is not kept. */
  subject: digest,
  /** Null where a line shortly before has the promise of the same leaf. */
  promise: PROMISE.nullable(),
})
export type Use = z.infer<typeof USE>

const CHECKED_LOG = z.object({
  size: z.int().nonnegative(),
  /** Of the log at that size, base64. */
  root: z.string(),
})

/** Of a record that was set aside (set-aside.ts), what the next one has to know. */
const CARRIED = z.object({
  v: z.literal(1),
  kind: z.literal('CARRIED'),
  at,
  /** Lines of uses, and promises, in all that was set aside. */
  uses: z.int().nonnegative(),
  kept: z.int().nonnegative(),
  /** Not looked for in the log yet. `number`: of the use, counted from 1. */
  unchecked: z.array(z.object({ ...place.shape, number: z.int().positive(), at })),
  missing: z.array(place),
  checked: CHECKED_LOG.nullable(),
})
export type Carried = z.infer<typeof CARRIED>

/** A use of a short time before the record was set aside, which counts there: for single use alone. */
const RECENT = USE.omit({ promise: true }).extend({ kind: z.literal('RECENT') })

export const LINE = z.discriminatedUnion('kind', [
  USE,
  CARRIED,
  RECENT,
  z.object({
    v: z.literal(1),
    kind: z.literal('ANSWER'),
    at,
    exchange: z.string(),
    /** Of the registry. */
    status: z.int(),
    /** SHA-256 of the body. */
    digest,
  }),
  /** Of the first `uses` lines of uses, every promise with an index below `size` was looked for in the log. */
  z.object({
    v: z.literal(1),
    kind: z.literal('CHECKED'),
    at,
    ...CHECKED_LOG.shape,
    uses: z.int().nonnegative(),
    /** What is not where its promise says. */
    missing: z.array(place),
  }),
])
export type RecordLine = z.infer<typeof LINE>

/** Null: not a line of a record. */
export function readLine(text: string): RecordLine | null {
  try {
    return LINE.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
