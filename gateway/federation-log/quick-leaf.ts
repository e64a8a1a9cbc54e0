/**
 * Intents and outcomes as text, by the pieces that do not change: the same characters as `printLeaf`
 * makes, for a tenth of its work. Anything unusual is left to `printLeaf`, which prints it or says
 * what is wrong with it.
 */
import { PROVINCES } from '../../schemas/model/province.ts'
import { MOST_LEAF_BYTES, printLeaf } from './leaf.ts'
import { ANSWER_STATES, RESULTS, SERVED } from './leaf-types.ts'
import type { IntentLeaf, OutcomeLeaf, ProvinceAnswer } from './leaf-types.ts'

/** ASCII alone: a character is a byte. Null: for `printLeaf`. */
export type QuickLeaf<L> = (leaf: L) => string | null

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** 32 bytes in base64url: the last character has two bits to spare. */
const DIGEST = /^[\w-]{42}[AEIMQUYcgkosw048]$/
const INSTANT_LENGTH = 24
const MOST_KNOWN = 1_000

/** What stands between `_sd`, `at` and `id`. */
interface Pieces {
  readonly standing: IntentLeaf
  readonly afterDigests: string
  readonly afterAt: string
  readonly afterId: string
}

const NEVER = '1970-01-01T00:00:00.000Z'
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Keeps what asker and operation have in common. */
export function createQuickIntent(): QuickLeaf<IntentLeaf> {
  const known = new Map<string, Pieces>()

  function piecesOf(leaf: IntentLeaf): Pieces {
    const key = `${leaf.asks} ${leaf.agency} ${leaf.purpose}`
    const kept = known.get(key)
    if (kept !== undefined && isSame(kept.standing, leaf)) return kept
    const made = piecesFor(leaf)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, made)
    return made
  }

  return (leaf) => {
    if (!UUID.test(leaf.id) || leaf.at.length !== INSTANT_LENGTH || !areDigests(leaf._sd)) {
      return null
    }
    const { afterDigests, afterAt, afterId } = piecesOf(leaf)
    return bounded(
      `{"_sd":${listed(leaf._sd)}${afterDigests}${leaf.at}${afterAt}${leaf.id}${afterId}`,
    )
  }
}

/** @throws {FederationError} as `printLeaf`. */
function piecesFor(leaf: IntentLeaf): Pieces {
  // Quotes within texts are escaped, so that a member's name stands in a leaf once.
  const text = printLeaf({ ...leaf, _sd: [], at: NEVER, id: NOBODY }).toString('latin1')
  const [beforeAt, afterAt] = text.split(`"at":"${NEVER}"`) as [string, string]
  const [beforeId, afterId] = afterAt.split(`"id":"${NOBODY}"`) as [string, string]
  return {
    standing: leaf,
    afterDigests: `${beforeAt.slice('{"_sd":[]'.length)}"at":"`,
    afterAt: `"${beforeId}"id":"`,
    afterId: `"${afterId}`,
  }
}

function isSame(a: IntentLeaf, b: IntentLeaf): boolean {
  return (
    areSame(a.grants, b.grants) && areSame(a.provinces, b.provinces) && areSame(a.bases, b.bases)
  )
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]))
}

/** Of an answer that came whole, or did not come at all. */
export const quickOutcome: QuickLeaf<OutcomeLeaf> = (leaf) => {
  const { id, at, intent, result, fields, answers, _sd } = leaf
  const isUsual =
    UUID.test(id) &&
    at.length === INSTANT_LENGTH &&
    DIGEST.test(intent) &&
    RESULTS.includes(result) &&
    _sd.length === 0 &&
    (fields === null || fields.length === 0) &&
    areAnswers(answers)
  if (!isUsual) return null
  return bounded(
    `{"_sd":[],"answers":[${answers.map(printAnswer).join(',')}],"at":"${at}","fields":` +
      `${fields === null ? 'null' : '[]'},"id":"${id}","intent":"${intent}",` +
      `"result":"${result}","type":"OUTCOME","v":1}`,
  )
}

function printAnswer({ digest, live, province, rows, served, state }: ProvinceAnswer): string {
  return (
    `{"digest":${digest === null ? 'null' : `"${digest}"`},"live":${listed(live)},` +
    `"province":"${province}","rows":${rows},` +
    `"served":${served === null ? 'null' : `"${served}"`},"state":"${state}"}`
  )
}

function areAnswers(answers: readonly ProvinceAnswer[]): boolean {
  let last = -1
  for (const { digest, live, province, rows, served, state } of answers) {
    const place = PROVINCES.indexOf(province)
    const isUsual =
      place > last &&
      (digest === null || DIGEST.test(digest)) &&
      Number.isSafeInteger(rows) &&
      rows >= 0 &&
      ANSWER_STATES.includes(state) &&
      (served === null || SERVED.includes(served)) &&
      (served === 'SHARED' || served === 'CACHE') === live.length > 0 &&
      areDigests(live)
    if (!isUsual) return false
    last = place
  }
  return true
}

/** Each once, in order. */
function areDigests(digests: readonly string[]): boolean {
  for (let i = 0; i < digests.length; i += 1) {
    if (!DIGEST.test(digests[i]!)) return false
    if (i > 0 && digests[i - 1]! >= digests[i]!) return false
  }
  return true
}

const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? '[]' : `["${texts.join('","')}"]`

const bounded = (text: string): string | null => (text.length > MOST_LEAF_BYTES ? null : text)
