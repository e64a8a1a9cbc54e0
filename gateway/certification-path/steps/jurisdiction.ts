import { FederationError } from '../../../schemas/model/errors.ts'
import type { Anchor } from '../anchors.ts'
import { COUNTRY, STATE } from '../anchors.ts'
import { nameText } from '../name.ts'
import type { Name } from '../name.ts'
import type { Link } from '../path.ts'

/**
 * The anchor's own limit holds for every name below it, self-issued or not: RFC 5937, section 3.2. A
 * name says only once in which country and province it lies: whoever reads it further on may take any
 * of several.
 *
 * @throws {FederationError} `CERT_OUTSIDE_JURISDICTION`.
 */
export function checkJurisdiction(
  { certificate: { subject, position }, extensions }: Link,
  { jurisdiction, within }: Anchor,
): void {
  if (jurisdiction === null) return
  const others = extensions.subjectAltName.flatMap((other) =>
    other.form === 'directory' ? [other.name] : [],
  )
  const outside = [subject, ...others].find((name) => !liesIn(name, within))
  if (outside === undefined) return
  throw new FederationError('CERT_OUTSIDE_JURISDICTION', { position, name: nameText(outside) })
}

function liesIn({ keys, parts }: Name, within: readonly string[]): boolean {
  const types = parts.flat().map(({ type }) => type)
  const isOnce = (type: string): boolean => types.indexOf(type) === types.lastIndexOf(type)
  return within.every((key, i) => keys[i] === key) && isOnce(COUNTRY) && isOnce(STATE)
}
