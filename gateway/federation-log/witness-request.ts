/** What a log and its witness (见证方) say to each other. Source: C2SP tlog-witness, "add-checkpoint". */
import { FederationError } from '../../schemas/model/errors.ts'
import { MOST_NOTE_BYTES, parseSignatureLines, printSignature } from './note.ts'
import type { NoteSignature } from './note.ts'
import { strictBase64, strictDecimal, strictUtf8 } from './strict-text.ts'
import { HASH_BYTES } from './tree.ts'

export interface WitnessRequest {
  /** Size of the last checkpoint that the witness cosigned, as far as the log knows; 0: none. */
  readonly oldSize: number
  readonly proof: readonly Buffer[]
  /** A signed note, not judged yet. */
  readonly checkpoint: Buffer
}

const MOST_PROOF_LINES = 63
const MOST_BYTES = MOST_NOTE_BYTES + 4_096

/** `text/x.tlog.size`: of the answer with status 409, which is the size and a newline. */
export const SIZE_MEDIA_TYPE = 'text/x.tlog.size'

/** @throws {FederationError} `LOG_WITNESS_REQUEST_MALFORMED`; anybody can send anything. */
export function parseWitnessRequest(body: Uint8Array): WitnessRequest {
  if (body.length > MOST_BYTES) throw malformed('size')
  const bytes = Buffer.from(body)
  const end = bytes.indexOf('\n\n')
  if (end < 0) throw malformed('no empty line')
  const [first = '', ...lines] = (strictUtf8(bytes.subarray(0, end)) ?? '').split('\n')
  if (!first.startsWith('old ')) throw malformed('old size line')
  const oldSize = strictDecimal(first.slice('old '.length))
  if (oldSize === null) throw malformed('old size')
  if (lines.length > MOST_PROOF_LINES) throw malformed('too many hashes')
  return { oldSize, proof: lines.map(parseHash), checkpoint: bytes.subarray(end + 2) }
}

/** @throws {FederationError} `LOG_WITNESS_REQUEST_MALFORMED` more hashes than any proof has. */
export function printWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): Buffer {
  if (proof.length > MOST_PROOF_LINES) throw malformed('too many hashes')
  const lines = [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64'))]
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint])
}

/** Body of the answer with status 200. */
export function printCosignatures(cosignatures: readonly NoteSignature[]): string {
  return cosignatures.map(printSignature).join('')
}

/** @throws {FederationError} `LOG_WITNESS_ANSWER_MALFORMED`. Whether they hold is judged by a policy. */
export function parseCosignatures(body: Uint8Array): readonly NoteSignature[] {
  const text = body.length > MOST_NOTE_BYTES ? null : strictUtf8(body)
  if (text === null) throw answerMalformed('text')
  try {
    return parseSignatureLines(text)
  } catch (cause) {
    throw answerMalformed('signature lines', cause)
  }
}

/** Body of the answer with status 409: what the witness has. @throws {FederationError} as above. */
export function parseWitnessSize(body: Uint8Array): number {
  const text = strictUtf8(body)
  const size = text?.endsWith('\n') === true ? strictDecimal(text.slice(0, -1)) : null
  if (size === null) throw answerMalformed('size')
  return size
}

function parseHash(line: string): Buffer {
  const hash = strictBase64(line)
  if (hash === null || hash.length !== HASH_BYTES) throw malformed('hash')
  return hash
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_WITNESS_REQUEST_MALFORMED', { reason })
}

function answerMalformed(reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_WITNESS_ANSWER_MALFORMED', { reason }, { cause })
}
