/** A proof of one entry as a file that stands alone. Source: C2SP tlog-proof. */
import { FederationError } from '../../schemas/model/errors.ts'
import { MOST_NOTE_BYTES } from './note.ts'
import { strictBase64, strictDecimal, strictUtf8 } from './strict-text.ts'
import { HASH_BYTES } from './tree.ts'

export interface ProofFile {
  /** Not authenticated by anything. We put the leaf there, which its hash then proves. Null: no such line. */
  readonly extra: Buffer | null
  readonly index: number
  readonly proof: readonly Buffer[]
  /** A signed note with its cosignatures, not judged yet. */
  readonly checkpoint: Buffer
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
const MOST_HASHES = 63
const MOST_BYTES = MOST_NOTE_BYTES + 128 * 1024

/** @throws {FederationError} `LOG_PROOF_MALFORMED`; an attacker controls every byte. */
export function parseProofFile(bytes: Uint8Array): ProofFile {
  if (bytes.length > MOST_BYTES) throw malformed('size')
  const all = Buffer.from(bytes)
  const end = all.indexOf('\n\n')
  if (end < 0) throw malformed('no checkpoint')
  const [first, ...lines] = (strictUtf8(all.subarray(0, end)) ?? '').split('\n')
  if (first !== FIRST_LINE) throw malformed('first line')
  const extra = lines[0]?.startsWith('extra ') === true ? parseExtra(lines.shift()!) : null
  const index = parseIndex(lines.shift() ?? '')
  if (lines.length > MOST_HASHES) throw malformed('too many hashes')
  return { extra, index, proof: lines.map(parseHash), checkpoint: all.subarray(end + 2) }
}

export function printProofFile({ extra, index, proof, checkpoint }: ProofFile): Buffer {
  const lines = [
    FIRST_LINE,
    ...(extra === null ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint])
}

function parseExtra(line: string): Buffer {
  const extra = strictBase64(line.slice('extra '.length))
  if (extra === null) throw malformed('extra')
  return extra
}

function parseIndex(line: string): number {
  const index = line.startsWith('index ') ? strictDecimal(line.slice('index '.length)) : null
  if (index === null) throw malformed('index')
  return index
}

function parseHash(line: string): Buffer {
  const hash = strictBase64(line)
  if (hash?.length !== HASH_BYTES) throw malformed('hash')
  return hash
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_PROOF_MALFORMED', { reason })
}
