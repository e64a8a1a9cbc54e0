import { FederationError } from '../../../schemas/model/errors.ts'
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
    if (names(link, issuers[i]!)) continue
    const { position } = link.certificate
    throw new FederationError('CHAIN_ISSUER_KEY_DIFFERS', { position })
  }
}

function names({ extensions: { authorityKeyId: said } }: Link, issuer: Link): boolean {
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
