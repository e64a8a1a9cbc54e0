import { FederationError } from '../../../schemas/model/errors.ts'
import type { Certificate } from '../certificate.ts'
import { suspectIn } from '../name.ts'

/**
 * No name holds a character that a person or another program could take for a different one: NUL ends
 * a name for some, a Cyrillic letter looks like a Latin one. Names in subjectAltName are ASCII by type.
 *
 * @throws {FederationError} `CERT_NAME_SUSPECT`.
 */
export function checkNames(chain: readonly Certificate[]): void {
  for (const { issuer, subject, position } of chain) {
    const character = suspectIn(subject) ?? suspectIn(issuer)
    if (character !== null) throw new FederationError('CERT_NAME_SUSPECT', { position, character })
  }
}
