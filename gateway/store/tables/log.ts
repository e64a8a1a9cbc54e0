/**
 * The federation log (存证日志). Whoever can write to this database can spoil the log; none of it can be
 * changed unseen, once witnesses have cosigned a checkpoint: that is what the tree is for.
 */
import type { Generated } from 'kysely'

/** `bigint` arrives as text. */
type Big = string | number

export interface LogTables {
  /**
   * The leaves, gapless from 0. Changed, taken away or added: the root no longer comes out, and the
   * service does not start. The columns behind `leaf` are for search alone: changed, an auditor's
   * search misses an entry that the tree still has, and the offline verifier finds it.
   */
  log_entry: {
    index: Big
    hash: Buffer
    /** Canonical JSON. */
    leaf: Buffer
    type: string
    at: Date
    agency: string | null
    purpose: string | null
    /** One bit each, the first of PROVINCES lowest. */
    provinces: number | null
    /** Of an outcome. */
    result: string | null
    /** Leaf hash of the intent of an outcome, of the target of an erasure. */
    link: Buffer | null
  }
  /**
   * One row: where the next leaf goes. Set back: new leaves would collide with old ones and are
   * refused; set back together with the entries (a restored backup): the state file and the witnesses
   * have seen more, and nothing is signed.
   */
  log_head: {
    single: Generated<boolean>
    size: Big
    root: Buffer
    /** Roots of the full subtrees, largest first, 32 bytes each. */
    frontier: Buffer
  }
  /**
   * Data keys, wrapped for one province each (RSA-OAEP-256). Read: nothing, without a province's
   * private key. Taken away: the disclosures under it are erased, the leaves stand.
   */
  log_data_key: {
    id: Buffer
    province: string
    wrapped: Buffer
    made_at: Date
  }
  /**
   * Salts and values of a leaf's digests, AES-256-GCM bound to the leaf's hash, and what it can be
   * found by. Read: nothing in clear, and which leaves are about the same thing. Changed: the
   * province cannot open it. Taken away: erased; an erasure without its leaf shows in the tree.
   */
  log_disclosure: {
    index: Big
    key_id: Buffer
    nonce: Buffer
    /** With the tag of 16 bytes at its end. */
    ciphertext: Buffer
    /** First 16 bytes of HMAC-SHA-256 under the key of the set of named provinces, one a fact. */
    terms: Buffer[]
  }
  /** Full hash tiles (C2SP tlog-tiles). Changed: the tile above does not commit to it, which verifiers name. */
  log_tile: {
    level: number
    index: Big
    hashes: Buffer
  }
  /** One row: the partial tiles of the size up to which tiles are made. Changed: no checkpoint can be made from it. */
  log_edge: {
    single: Generated<boolean>
    size: Big
    /** Lowest level first; the size says how wide each is. */
    hashes: Buffer
  }
  /** What was signed. Added to: without the key no signature holds; with it, two roots of one size stop the service. */
  log_checkpoint: {
    size: Big
    root: Buffer
    at: Date
    /** Signed note without cosignatures; null until it is signed. */
    note: string | null
  }
  /** Cosignatures, verified before they are kept. Taken away: the witnesses are asked again. */
  log_witness: {
    size: Big
    name: string
    /** 8 hexadecimal digits. */
    key_id: string
    signature: Buffer
  }
  /** Up to which index something is done. Set forward: intents in between are not closed as UNKNOWN, and stay open for all to see. */
  log_duty: {
    name: string
    done_up_to: Big
  }
}
