/** A log that gives promises and is nothing else: what gatehouses are tried with. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { JsonValue } from '../../gateway/federation-log/canonical-json.ts'
import { printLeaf } from '../../gateway/federation-log/leaf.ts'
import type { IntentLeaf, Leaf } from '../../gateway/federation-log/leaf-types.ts'
import { createNoteSigner } from '../../gateway/federation-log/note-signer.ts'
import type { PromiseJson } from '../../gateway/federation-log/promise-json.ts'
import { promiseBatch, promiseToJson } from './promise-batch.ts'
import { digestsOf, printDisclosure } from '../../gateway/federation-log/salted-digest.ts'
import { hashLeaf } from '../../gateway/federation-log/tree.ts'
import { printVerifierKey } from '../../gateway/federation-log/verifier-key.ts'
import type { LogKeysJson } from '../../gateway/gatehouse/log-keys.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Instant } from '../../schemas/model/time.ts'

export interface PretendTicket {
  readonly leafHash: string
  readonly promise: PromiseJson
  readonly disclosure: string
}

export interface Intended {
  readonly leaf: Buffer
  readonly tickets: readonly PretendTicket[]
}

export class PretendLog {
  readonly origin: string
  /** In the order of the log. */
  readonly leaves: Buffer[] = []
  readonly logSigner
  readonly promiseSigner
  /** Of the log; tests move it. */
  now: () => Date

  constructor(now: () => Date = () => new Date(), origin = 'log.ydelta.example/test') {
    this.now = now
    this.origin = origin
    this.logSigner = signerOf(origin)
    this.promiseSigner = signerOf(`${origin}/promise`)
  }

  keys(more: Partial<LogKeysJson> = {}): LogKeysJson {
    return {
      origin: this.origin,
      log: [printVerifierKey(this.logSigner.key)],
      promise: [printVerifierKey(this.promiseSigner.key)],
      ...more,
    }
  }

  /** One intent about these subjects: a code, or `{"search":…}`. */
  intend(
    subjects: readonly JsonValue[],
    fault: Partial<IntentLeaf> = {},
    name = 'subject',
  ): Intended {
    const disclosures = subjects.map((value) => printDisclosure(randomBytes(16), name, value))
    const intent: IntentLeaf = {
      v: 1,
      type: 'INTENT',
      id: randomUUID(),
      at: this.now().toISOString() as Instant,
      _sd: digestsOf(disclosures),
      agency: '11310000MB00000000',
      grants: ['SHANGHAI/g-1/1'],
      provinces: PROVINCES,
      purpose: 'SUPERVISION',
      bases: ['LAW-1'],
      asks: randomBytes(32).toString('base64url'),
      ...fault,
    }
    return this.promise(intent, disclosures)
  }

  promise(said: Leaf, disclosures: readonly string[]): Intended {
    const leaf = printLeaf(said)
    const at = this.now().toISOString() as Instant
    const [given] = promiseBatch(
      { origin: this.origin, firstIndex: this.leaves.length, at },
      [leaf],
      this.promiseSigner,
    )
    this.leaves.push(leaf)
    const leafHash = hashLeaf(leaf).toString('base64url')
    const promise = promiseToJson(given!)
    return { leaf, tickets: disclosures.map((disclosure) => ({ leafHash, promise, disclosure })) }
  }
}

function signerOf(name: string) {
  return createNoteSigner(name, generateKeyPairSync('ed25519').privateKey)
}
