import { FederationError } from '../../../schemas/model/errors.ts'
import type { KeyNaming } from '../extensions.ts'
import { sameGeneralName } from '../general-name.ts'
import type { Link, Path } from '../path.ts'

/**
 * Where a certificate says which key signed it, it is the key of the issuer in the path. Source:
 * RFC 5280, section 4.2.1.1. An authority of the right name with another key ends here, before any
 * signature is computed.
 *
 * @throws {FederationError} `CHAIN_ISSUER_KEY_DIFFERS`.
 */
export function checkKeyIdentifiers({ links, issuers }: Path): void {
  for (const [i, link] of links.entries()) {
    if (namesKeyOf(link.extensions.authorityKeyId, issuers[i]!)) continue
    const { position } = link.certificate
    throw new FederationError('CHAIN_ISSUER_KEY_DIFFERS', { position })
  }
}

/** Also of a revocation list; null says nothing. */
export function namesKeyOf(said: KeyNaming | null, issuer: Link): boolean {
  if (said === null) return true
  const { certificate, extensions } = issuer
  const keyId = extensions.subjectKeyId?.keyId
  if (said.keyId !== null && keyId !== undefined && said.keyId !== keyId) return false
  if (said.serial !== null && said.serial !== certificate.serial) return false
  const directory = said.issuer?.find(({ form }) => form === 'directory')
  return (
    directory === undefined ||
    sameGeneralName(directory, { form: 'directory', name: certificate.issuer })
  )
}
