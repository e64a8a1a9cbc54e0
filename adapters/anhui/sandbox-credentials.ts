/** Throw-away credentials of the pretend registry. Made in memory, never written by this file. */
import { generateKeyPairSync } from 'node:crypto'
import type { SandboxDefinition } from '../shared/sandbox/server.ts'

/** PEM: PKCS#8 and SubjectPublicKeyInfo. */
interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

let shared: KeyPair | undefined

/**
 * A key of 2048 bits takes 100 ms and more, and a sandbox issues credentials twice: for the gateway,
 * and for a stranger whose public key makes the gateway's signatures fail. So keys are made when they
 * are first looked at. Credentials whose private key is taken (a gateway) share one key in this
 * process; those of which only the public key is ever looked at (a stranger) get one of their own.
 */
export function issueCredentials(): ReturnType<SandboxDefinition['issueCredentials']> {
  let own: KeyPair | undefined
  return {
    gateway: {
      ...ACCOUNT,
      get privateKeyFile() {
        own ??= shared ??= makeKeyPair()
        return own.privateKey
      },
    },
    registry: {
      ...ACCOUNT,
      get publicKey() {
        own ??= makeKeyPair()
        return own.publicKey
      },
    },
  }
}

/** Neither is a secret in this protocol: the signature is. */
const ACCOUNT = { appKey: 'AH-SANDBOX', userName: 'ydelta' }

function makeKeyPair(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}
