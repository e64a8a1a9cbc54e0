/** Points named by one more part to the name of the list's issuer: RFC 5280, section 4.2.1.13. */
import type { Change } from '../../../support/good-path.ts'
import type { CrlSpec } from '../../../support/x509/crl.ts'
import {
  explicit,
  implicit,
  oid,
  sequence,
  setOf,
  string,
} from '../../../support/x509/der-writer.ts'
import { anyExtension, OIDS } from '../../../support/x509/extensions.ts'

const ORGANISATIONAL_UNIT = '2.5.4.11'
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28'

/** A list of such a point. */
export function relative(unit: string): CrlSpec {
  const value = sequence(pointName(unit))
  return { extensions: [anyExtension(ISSUING_DISTRIBUTION_POINT, value, true)] }
}

/** A leaf that names such a point. */
export function pointedRelatively(unit: string): Change {
  const value = sequence(sequence(pointName(unit)))
  return { leaf: { extensions: [anyExtension(OIDS.cRLDistributionPoints, value, false)] } }
}

function pointName(unit: string): Buffer {
  const attribute = sequence(oid(ORGANISATIONAL_UNIT), string('utf8', unit))
  return explicit(0, implicit(1, setOf(attribute)))
}
