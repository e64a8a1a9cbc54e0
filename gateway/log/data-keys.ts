/**
 * Data keys (数据密钥): what disclosures are sealed under. Of one set of provinces there is one at a time,
 * wrapped for each of them; in clear it exists in this process's memory alone, ten minutes at most, so
 * that the operator cannot open later what is stored.
 */
import { constants, createSecretKey, publicEncrypt, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { DataKeyRow } from '../store/log-append.ts'

export const MOST_KEY_AGE_MS = 10 * 60_000
const KEY_BYTES = 32
const ID_BYTES = 16
const NONCE_BYTES = 12

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
  /** As an object: with plain bytes each use costs four times as much. */
  readonly key: KeyObject
  /** Never the same twice: a counter, because no other process has this key. */
  nextNonce(): Buffer
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
  const key = createSecretKey(bytes)
  bytes.fill(0)
  let used = 0n
  return {
    row: { id: randomBytes(ID_BYTES), wrapped, isKept: false },
    key,
    nextNonce() {
      const nonce = Buffer.allocUnsafe(NONCE_BYTES).fill(0)
      nonce.writeBigUInt64BE((used += 1n), NONCE_BYTES - 8)
      return nonce
    },
  }
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
