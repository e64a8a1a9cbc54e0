/**
 * Signed notes: text, an empty line, signature lines. Source: C2SP signed-note. Nothing of the text
 * may be relied on before {@link verifyNote} has found a signature of a known key.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { strictBase64, strictUtf8 } from './strict-text.ts'
import { isKeyName } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

export interface NoteSignature {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly id: string
  /** Without the key id. */
  readonly signature: Buffer
}

export interface Note {
  /** With the newline at its end. */
  readonly text: string
  /** In their order; at least one. */
  readonly signatures: readonly NoteSignature[]
}

/** Makes the signature of one key; how it does so is the business of the key's type. */
export interface NoteSigner {
  readonly key: VerifierKey
  sign(text: string): Uint8Array
}

/** At least 16 must be read; post-quantum ones may have 5 kB each. */
export const MOST_SIGNATURES = 64
export const MOST_NOTE_BYTES = 512 * 1024
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/
const LINE = /^— ([^ ]+) ([^ ]+)$/u
const ID_BYTES = 4

/** @throws {FederationError} `LOG_NOTE_MALFORMED`; an attacker controls every byte. */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MOST_NOTE_BYTES) throw malformed('size')
  const whole = strictUtf8(bytes)
  if (whole === null) throw malformed('utf-8')
  if (CONTROL.test(whole)) throw malformed('control character')
  const end = whole.lastIndexOf('\n\n')
  if (end < 0) throw malformed('no signatures')
  return { text: whole.slice(0, end + 1), signatures: parseSignatureLines(whole.slice(end + 2)) }
}

/** One line or more, each ended by a newline. @throws {FederationError} `LOG_NOTE_MALFORMED`. */
export function parseSignatureLines(text: string): readonly NoteSignature[] {
  if (!text.endsWith('\n')) throw malformed('last line')
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > MOST_SIGNATURES) throw malformed('too many signatures')
  return lines.map(parseLine)
}

function parseLine(line: string): NoteSignature {
  const [, name, base64] = LINE.exec(line) ?? []
  if (name === undefined || !isKeyName(name)) throw malformed('signature line')
  const bytes = strictBase64(base64!)
  if (bytes === null || bytes.length <= ID_BYTES) throw malformed('signature base64')
  const id = bytes.toString('hex', 0, ID_BYTES)
  return { name, id, signature: bytes.subarray(ID_BYTES) }
}

/**
 * The signatures of the given keys, each key once. Others are passed over: a line of an unknown key
 * says nothing, also when its name is a known one.
 *
 * @throws {FederationError} `LOG_SIGNATURE_INVALID` a given key's signature does not hold;
 * `LOG_NOTE_UNSIGNED` there is none; `LOG_KEY_AMBIGUOUS` two of the keys cannot be told apart.
 */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): readonly NoteSignature[] {
  refuseAmbiguous(keys)
  const verified = note.signatures.filter((line) => {
    const known = keys.find((key) => isOf(line, key))
    if (known === undefined) return false
    if (isSignedBy(note.text, line, known)) return true
    throw new FederationError('LOG_SIGNATURE_INVALID', { name: known.name })
  })
  const once = verified.filter((line, at) => verified.findIndex((each) => isOf(line, each)) === at)
  if (once.length === 0) throw new FederationError('LOG_NOTE_UNSIGNED')
  return once
}

/** @throws {FederationError} `LOG_NOTE_MALFORMED` the text cannot be that of a note. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n') || CONTROL.test(text) || !text.isWellFormed()) throw malformed('text')
  return printNote({ text, signatures: signers.map((signer) => signatureOf(text, signer)) })
}

export function signatureOf(text: string, { key, sign }: NoteSigner): NoteSignature {
  return { name: key.name, id: key.id, signature: Buffer.from(sign(text)) }
}

export function printNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(printSignature).join('')}`
}

export function printSignature({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`
}

/** Whether the line is of this key, or of the same one as another line: never that it holds. */
export function isOf(line: NoteSignature, key: Pick<VerifierKey, 'name' | 'id'>): boolean {
  return line.name === key.name && line.id === key.id
}

export function isSignedBy(text: string, line: NoteSignature, { type, key }: VerifierKey): boolean {
  return type.verify(key, text, line.signature)
}

/** @throws {FederationError} `LOG_KEY_AMBIGUOUS`. */
export function refuseAmbiguous(keys: readonly VerifierKey[]): void {
  const seen = new Set<string>()
  for (const { name, id } of keys) {
    if (seen.has(`${name} ${id}`)) throw new FederationError('LOG_KEY_AMBIGUOUS', { name })
    seen.add(`${name} ${id}`)
  }
}

function malformed(reason: string): FederationError {
  return new FederationError('LOG_NOTE_MALFORMED', { reason })
}
