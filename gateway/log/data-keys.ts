/**
 * Data keys (数据密钥): what disclosures are sealed under. Of one set of provinces there is one at a time,
 * wrapped for each of them; in clear it exists in this process's memory alone, ten minutes at most, so
 * that the operator cannot open later what is stored.
 */
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { DataKeyRow } from '../store/log-append.ts'

export const MOST_KEY_AGE_MS = 10 * 60_000
const KEY_BYTES = 32
const ID_BYTES = 16
export const CIPHER = 'aes-256-ctr'
const BLOCK_BYTES = 16

/** A province as one that may open disclosures, and be searched for. */
export interface Recipient {
  /** RSA, at least 2048 bits. */
  readonly publicKey: KeyObject
  /** 32 bytes. */
  readonly searchKey: Buffer
}

export type Recipients = Readonly<Record<Province, Recipient>>

export interface DataKey {
  readonly row: DataKeyRow
  /**
   * One text after another along one key stream, no part of which is used twice: no other process has
   * this key. A cipher of its own for each text would cost several times as much. `text`: ASCII, to be
   * filled up with `filler`, one character, to whole blocks.
   */
  seal(text: string, filler: string): { readonly nonce: Buffer; readonly ciphertext: Buffer }
}

export interface DataKeys {
  /** `provinces`: one bit each. */
  forProvinces(provinces: number): DataKey
  /** Forgets all of them. */
  close(): void
}

export function createDataKeys(recipients: Recipients, ageMs = MOST_KEY_AGE_MS): DataKeys {
  const keys = new Map<number, DataKey>()
  const timers = new Set<NodeJS.Timeout>()

  function forget(provinces: number, made: DataKey): void {
    if (keys.get(provinces) === made) keys.delete(provinces)
  }

  function make(provinces: number): DataKey {
    const made = createDataKey(provincesIn(provinces), recipients)
    keys.set(provinces, made)
    const timer = setTimeout(() => {
      timers.delete(timer)
      forget(provinces, made)
    }, ageMs).unref()
    timers.add(timer)
    return made
  }

  return {
    forProvinces: (provinces) => keys.get(provinces) ?? make(provinces),
    close() {
      for (const timer of timers) clearTimeout(timer)
      for (const [provinces, made] of keys) forget(provinces, made)
    },
  }
}

function createDataKey(provinces: readonly Province[], recipients: Recipients): DataKey {
  const bytes = randomBytes(KEY_BYTES)
  const wrapped = provinces.map((province) => {
    return { province, bytes: wrap(bytes, recipients[province].publicKey) }
  })
  const stream = createCipheriv(CIPHER, bytes, Buffer.alloc(BLOCK_BYTES))
  bytes.fill(0)
  let blocks = 0
  return {
    row: { id: randomBytes(ID_BYTES), wrapped, isKept: false },
    seal(text, filler) {
      const length = Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES
      const nonce = counterBlock(blocks)
      blocks += length / BLOCK_BYTES
      // By way of a text: a Buffer that a cipher gives has memory of its own, which costs more.
      const ciphertext = stream.update(text.padEnd(length, filler), 'latin1', 'latin1')
      return { nonce, ciphertext: Buffer.from(ciphertext, 'latin1') }
    },
  }
}

/** Big endian, as NIST SP 800-38A, appendix B.1 counts. `blocks`: below 2^53. */
function counterBlock(blocks: number): Buffer {
  const block = Buffer.allocUnsafe(BLOCK_BYTES).fill(0)
  block.writeUInt32BE(Math.floor(blocks / 2 ** 32), BLOCK_BYTES - 8)
  block.writeUInt32BE(blocks % 2 ** 32, BLOCK_BYTES - 4)
  return block
}

/** RSA-OAEP-256: RFC 7518, section 4.3. */
function wrap(key: Buffer, publicKey: KeyObject): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, key)
}

/** One bit each, the first of PROVINCES lowest. */
export function bitsOf(provinces: readonly Province[]): number {
  return provinces.reduce((bits, province) => bits | (1 << PROVINCES.indexOf(province)), 0)
}

export function provincesIn(bits: number): readonly Province[] {
  return PROVINCES.filter((_, i) => (bits & (1 << i)) !== 0)
}

export const ALL_PROVINCES = bitsOf(PROVINCES)
