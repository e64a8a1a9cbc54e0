/** A certification request (证书签名请求) of our own key. Source: RFC 2986, section 4. */
import { decode, integer, sequence, tagged } from '../../../certs/der.ts'
import { nameToAsn1 } from '../../../certs/distinguished-name.ts'
import type { DistinguishedName } from '../../../certs/distinguished-name.ts'
import { signed } from '../../../certs/issue.ts'
import { publicKeyDer } from '../../../certs/keys.ts'
import type { KeyPair } from '../../../certs/keys.ts'

/** PEM. RSA with SHA-256; asks for no extensions, because the issuer decides. */
export function makeCsr(subject: DistinguishedName, { publicKey, privateKey }: KeyPair): string {
  const version = integer(0)
  const key = decode(publicKeyDer(publicKey))
  const der = signed(sequence(version, nameToAsn1(subject), key, tagged(0)), privateKey)
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`
}
