/** Asks one witness to cosign a checkpoint. Source: C2SP tlog-witness, "add-checkpoint". */
import { isOf, isSignedBy } from '../federation-log/note.ts'
import type { NoteSignature } from '../federation-log/note.ts'
import type { TileTree } from '../federation-log/tile-tree.ts'
import type { VerifierKey } from '../federation-log/verifier-key.ts'
import {
  parseCosignatures,
  parseWitnessSize,
  printWitnessRequest,
} from '../federation-log/witness-request.ts'

export interface WitnessAddress {
  readonly key: VerifierKey
  /** `add-checkpoint` is below it. */
  readonly url: string
}

export interface WitnessQuestion {
  readonly witness: WitnessAddress
  /** What it has cosigned, as far as is known. */
  readonly oldSize: number
  /** Of the checkpoint's size. */
  readonly tree: Pick<TileTree, 'size' | 'proveConsistency'>
  /** Signed by the log. */
  readonly note: string
  readonly signal: AbortSignal
}

/** `AHEAD`: it has cosigned a larger size. `REFUSED`: with 422 it holds the log for forked. */
export type WitnessAnswer =
  | { readonly kind: 'COSIGNED'; readonly signature: NoteSignature }
  | { readonly kind: 'AHEAD'; readonly size: number }
  | { readonly kind: 'REFUSED'; readonly status: number }

const ANSWER_TIMEOUT_MS = 5_000
/** What we know of it may be old once; twice means that it changes its mind. */
const MOST_ROUNDS = 3

/** @throws what fetch throws; {FederationError} `LOG_WITNESS_ANSWER_MALFORMED`. */
export async function askWitness(question: WitnessQuestion): Promise<WitnessAnswer> {
  const { tree, witness, note } = question
  let { oldSize } = question
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const proof = oldSize === 0 ? [] : [...(await tree.proveConsistency(oldSize))]
    const checkpoint = Buffer.from(note)
    const answer = await post(question, printWitnessRequest({ oldSize, proof, checkpoint }))
    if (answer.status === 200) return cosigned(answer.body, note, witness.key)
    if (answer.status !== 409) return { kind: 'REFUSED', status: answer.status }
    oldSize = parseWitnessSize(answer.body)
    if (oldSize > tree.size) return { kind: 'AHEAD', size: oldSize }
  }
  return { kind: 'REFUSED', status: 409 }
}

function cosigned(body: Buffer, note: string, key: VerifierKey): WitnessAnswer {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
  const holds = (line: NoteSignature) => isOf(line, key) && isSignedBy(text, line, key)
  const signature = parseCosignatures(body).find(holds)
  // Another key's, or one that does not hold: as good as none.
  return signature === undefined
    ? { kind: 'REFUSED', status: 200 }
    : { kind: 'COSIGNED', signature }
}

async function post(
  { witness, signal }: WitnessQuestion,
  body: Buffer,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const url = `${witness.url.replace(/\/$/, '')}/add-checkpoint`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: new Uint8Array(body),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
  })
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) }
}
