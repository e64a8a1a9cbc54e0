/**
 * Keys of a province for the federation log, made once in its own folder: an RSA pair that disclosures
 * are sealed for, whose private half never leaves the folder, and the key of the search for subjects,
 * which the gateway is given as well. Whoever has the first reads who asked about whom; whoever has
 * the second can try codes against the log's side table.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { link, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeDurably } from '../gatehouse/log-keys.ts'
import { loadKey } from './party-files.ts'
import { usingState } from './state-folder.ts'

const DISCLOSURE_KEY = 'disclosure-key.pem'
const SEARCH_KEY = 'search-key'
/** GB/T and NIST SP 800-57 count 3072 bits as strength 128. */
const MODULUS_BITS = 3_072

export interface ProvinceKeys {
  readonly disclosure: KeyObject
  /** Public half, PEM (SPKI). */
  readonly disclosurePublic: string
  /** 32 bytes, base64. */
  readonly search: string
}

/** @throws {FederationError} `STATE_FOLDER_UNUSABLE`. */
export async function loadProvinceKeys(folder: string): Promise<ProvinceKeys> {
  const [pem, search] = await Promise.all([disclosurePem(folder), loadKey(folder, SEARCH_KEY)])
  const disclosure = createPrivateKey(pem)
  const disclosurePublic = createPublicKey(disclosure).export({ type: 'spki', format: 'pem' })
  return { disclosure, disclosurePublic: disclosurePublic as string, search }
}

/** Made by whichever process comes first. */
async function disclosurePem(folder: string): Promise<string> {
  const file = join(folder, DISCLOSURE_KEY)
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return kept
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS })
  const made = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return usingState(folder, async () => {
    const draft = `${file}.${randomBytes(8).toString('hex')}`
    try {
      await writeDurably(draft, made)
      await link(draft, file) // unlike a rename, fails when it exists
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
    } finally {
      await rm(draft, { force: true })
    }
    return readFile(file, 'utf8')
  })
}
