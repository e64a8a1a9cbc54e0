/**
 * Signature of a request to the Anhui registry: PKCS#1 v1.5 with SHA-256 (RSASSA-PKCS1-v1_5,
 * RFC 8017, section 8.2) over the 32 ASCII characters of the lower-case hexadecimal MD5 of the
 * URL-encoded, sorted parameters. The published sample names neither the digest of the RSA step
 * nor the alphabet of the MD5; both are this project's decision, fixed by fixtures/signatures.json.
 */
import { createHash, createPrivateKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'

export type Parameters = Readonly<Record<string, string>>

/** Signs a message to the registry; base64. Runs in the thread pool: 260 µs off the event loop. */
export type Signer = (digestedParameters: string) => Promise<string>

const SHORTEST_KEY_BITS = 2048

/**
 * The parameters as they are signed and sent: sorted by name, values encoded, joined by `&`.
 * Names are plain ASCII and stand as they are; a parameter without a value stays as `name=`.
 */
export function canonicalQuery(parameters: Parameters): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${urlEncode(parameters[name]!)}`)
    .join('&')
}

/** What goes into the RSA step: MD5 of the query, 32 lower-case hexadecimal characters. */
export function digestOf(query: string): string {
  return createHash('md5').update(query, 'utf8').digest('hex')
}

/**
 * `application/x-www-form-urlencoded` as java.net.URLEncoder writes it in UTF-8: letters, digits and
 * `.-*_` stand, a blank is `+`, everything else is `%XX` in capitals.
 */
export function urlEncode(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/**
 * Reads the key once; signing with the `KeyObject` spares parsing the PEM for every request.
 *
 * @throws {FederationError} `CONFIG_INVALID` not an RSA private key of 2048 bits or more in PEM.
 */
export function createSigner(privateKeyPem: string): Signer {
  const key = readKey(privateKeyPem)
  return (digest) =>
    new Promise((resolve, reject) => {
      sign('sha256', Buffer.from(digest, 'ascii'), key, (error, signature) => {
        if (error === null) resolve(signature.toString('base64'))
        else reject(error)
      })
    })
}

/** The reason is given in words of our own: what the library says may quote the file. */
function readKey(pem: string): KeyObject {
  const key = keyOrNull(pem)
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0
  if (key?.asymmetricKeyType === 'rsa' && bits >= SHORTEST_KEY_BITS) return key
  const problems = `ANHUI_PRIVATE_KEY_FILE：不是${SHORTEST_KEY_BITS}位以上的RSA私钥（PKCS#8，PEM）`
  throw new FederationError('CONFIG_INVALID', { problems })
}

function keyOrNull(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}
