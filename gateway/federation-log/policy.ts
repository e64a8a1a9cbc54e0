/** A policy file: whose checkpoints count, and which witnesses must have seen them. Source: C2SP tlog-policy. */
import { FederationError } from '../../schemas/model/errors.ts'
import { COSIGNATURE_V1 } from './cosignature.ts'
import type { Quorum } from './quorum.ts'
import { ED25519, parseVerifierKey } from './verifier-key.ts'
import type { SignatureType, VerifierKey } from './verifier-key.ts'

export interface LogPolicy {
  /** Any one of them will do; the name of each is its log's origin. */
  readonly logs: readonly VerifierKey[]
  /** All that are named, also those that the quorum does not ask. */
  readonly witnesses: readonly VerifierKey[]
  readonly quorum: Quorum
  /** By what comes after its key, if anything: where the log or witness is reached. */
  readonly urls: ReadonlyMap<VerifierKey, string>
}

const MOST_BYTES = 64 * 1024
const NOT_ALLOWED = /[^\t\n\u0020-\u007e\u0080-\uffff]/
/** What `quorum none` means. */
const NOBODY: Quorum = { least: 0, members: [] }

/** @throws {FederationError} `LOG_POLICY_INVALID` with the line, counted from 1; 0: the file as a whole. */
export function parsePolicy(text: string): LogPolicy {
  if (text.length > MOST_BYTES || NOT_ALLOWED.test(text)) throw invalid(0, 'characters')
  if (text !== '' && !text.endsWith('\n')) throw invalid(0, 'last line')
  const reader = new PolicyReader()
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    if (words.length > 0 && !words[0]!.startsWith('#')) reader.read(words, i + 1)
  }
  return reader.policy()
}

class PolicyReader {
  readonly #logs: VerifierKey[] = []
  readonly #witnesses: VerifierKey[] = []
  readonly #urls = new Map<VerifierKey, string>()
  readonly #named = new Map<string, Quorum>()
  readonly #members = new Set<string>()
  #quorum: Quorum | undefined

  read([word, ...rest]: readonly string[], line: number): void {
    if (word === 'log') this.#logs.push(this.#key(rest, [ED25519], this.#logs, line))
    else if (word === 'witness') this.#witness(rest, line)
    else if (word === 'group') this.#group(rest, line)
    else if (word === 'quorum') this.#setQuorum(rest, line)
    else throw invalid(line, 'unknown word')
  }

  policy(): LogPolicy {
    if (this.#quorum === undefined) throw invalid(0, 'no quorum')
    const [logs, witnesses, urls] = [this.#logs, this.#witnesses, this.#urls]
    return { logs, witnesses, quorum: this.#quorum, urls }
  }

  #witness([name = '', ...rest]: readonly string[], line: number): void {
    const witness = this.#key(rest, [COSIGNATURE_V1], this.#witnesses, line)
    this.#name(name, { witness }, line)
    this.#witnesses.push(witness)
  }

  #group([name = '', least = '', ...members]: readonly string[], line: number): void {
    const quorums = members.map((member) => this.#member(member, line))
    this.#name(name, { least: countOf(least, members.length, line), members: quorums }, line)
  }

  /** A name once in all groups, so that no witness can count twice. */
  #member(name: string, line: number): Quorum {
    if (this.#members.has(name)) throw invalid(line, 'member of two groups')
    this.#members.add(name)
    return this.#find(name, line)
  }

  #setQuorum([name = '', ...rest]: readonly string[], line: number): void {
    if (this.#quorum !== undefined || rest.length > 0) throw invalid(line, 'one quorum')
    this.#quorum = name === 'none' ? NOBODY : this.#find(name, line)
  }

  #find(name: string, line: number): Quorum {
    const found = this.#named.get(name)
    if (found === undefined) throw invalid(line, 'name not defined above')
    return found
  }

  #name(name: string, quorum: Quorum, line: number): void {
    if (name === '' || name === 'none') throw invalid(line, 'name')
    if (this.#named.has(name)) throw invalid(line, 'name defined twice')
    this.#named.set(name, quorum)
  }

  /** Two names for one public key would let one party count twice. */
  #key(
    [vkey = '', url, ...rest]: readonly string[],
    types: readonly SignatureType[],
    others: readonly VerifierKey[],
    line: number,
  ): VerifierKey {
    const key = keyIn(vkey, types, line)
    if (rest.length > 0) throw invalid(line, 'too many words')
    if (others.some(({ publicKey }) => publicKey.equals(key.publicKey))) {
      throw invalid(line, 'key twice')
    }
    if (url !== undefined) this.#urls.set(key, url)
    return key
  }
}

function countOf(least: string, members: number, line: number): number {
  if (members === 0) throw invalid(line, 'no members')
  if (least === 'any') return 1
  if (least === 'all') return members
  const count = /^[1-9]\d?\d?$/.test(least) ? Number(least) : 0
  if (count < 1 || count > members) throw invalid(line, 'count')
  return count
}

function keyIn(vkey: string, types: readonly SignatureType[], line: number): VerifierKey {
  try {
    return parseVerifierKey(vkey, types)
  } catch (cause) {
    throw invalid(line, 'key', cause)
  }
}

function invalid(line: number, reason: string, cause?: unknown): FederationError {
  return new FederationError('LOG_POLICY_INVALID', { line, reason }, { cause })
}
