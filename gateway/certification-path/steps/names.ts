import { FederationError } from '../../../schemas/model/errors.ts'
import type { Certificate } from '../certificate.ts'
import type { GeneralName } from '../general-name.ts'
import { codePointText, suspectIn } from '../name.ts'
import type { Link } from '../path.ts'

/**
 * No name holds a character that a person or another program could take for a different one: NUL ends
 * a name for some, a Cyrillic letter looks like a Latin one.
 *
 * @throws {FederationError} `CERT_NAME_SUSPECT`.
 */
export function checkNames(chain: readonly Certificate[]): void {
  for (const { issuer, subject, position } of chain) {
    const character = suspectIn(subject) ?? suspectIn(issuer)
    if (character !== null) throw new FederationError('CERT_NAME_SUSPECT', { position, character })
  }
}

/**
 * The same for subjectAltName, once extensions are taken apart: its texts are ASCII by their type, but
 * ASCII has NUL, blanks and control characters too.
 *
 * @throws {FederationError} `CERT_NAME_SUSPECT`.
 */
export function checkAlternativeNames({ certificate, extensions }: Link): void {
  for (const name of extensions.subjectAltName) {
    const character = suspectInGeneral(name)
    if (character === null) continue
    const { position } = certificate
    throw new FederationError('CERT_NAME_SUSPECT', { position, character })
  }
}

const NOT_VISIBLE = /[^!-~]/u

function suspectInGeneral(name: GeneralName): string | null {
  if (name.form === 'directory') return suspectIn(name.name)
  const [character] = 'text' in name ? (NOT_VISIBLE.exec(name.text) ?? []) : []
  return character === undefined ? null : codePointText(character)
}
