/** Encodings that BER knows and DER forbids. X.690, clauses 8 and 10. */
import {
  indefiniteLength,
  longerLength,
  nested,
  wrongLength,
} from '../../support/x509/der-faults.ts'
import { bitString, boolean, explicit, sequence, tlv } from '../../support/x509/der-writer.ts'
import { linksOf, put } from '../draft.ts'
import { anyExtension, OIDS } from '../../support/x509/extensions.ts'
import type { ChainDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault } from '../row.ts'
import type { Row } from '../row.ts'

/** A field of one certificate is written otherwise; the signature is over that. */
const field =
  (position: number, change: (field: Buffer) => Buffer) =>
  (draft: ChainDraft, random: Random): void => {
    random.pick(linksOf(draft)).options.tamperFields = (fields) =>
      fields.toSpliced(position, 1, change(fields.at(position)!))
  }

const whole =
  (change: (der: Buffer, random: Random) => Buffer, of: 'chain' | 'crls') =>
  (draft: ChainDraft, random: Random): void => {
    draft.touches.push((material) => {
      if (material[of].length === 0) return
      const at = random.below(material[of].length)
      material[of][at] = change(material[of][at]!, random)
    })
  }

const SERIAL = 1
const ISSUER = 3
const VALIDITY = 4
const EXTENSIONS = -1

export const SPELLING_FAULTS: readonly Row[] = [
  fault('DER: serial number with a longer length', field(SERIAL, longerLength)),
  fault(
    'DER: issuer with a longer length',
    field(ISSUER, (name) => longerLength(name, 2)),
  ),
  fault('DER: validity of indefinite length', field(VALIDITY, indefiniteLength)),
  fault(
    'DER: a length that runs past the end',
    field(VALIDITY, (item) => wrongLength(item, 9)),
  ),
  fault(
    'DER: extensions nested deeply',
    field(EXTENSIONS, () => explicit(3, nested(40))),
  ),
  fault(
    'DER: extensions in a set',
    field(EXTENSIONS, (item) => explicit(3, tlv(0x31, item))),
  ),
  fault('DER: TRUE as 01', (draft, random) => {
    const value = sequence(tlv(0x01, Buffer.of(1)))
    put(random.pick(linksOf(draft)), anyExtension(OIDS.basicConstraints, value, true))
  }),
  fault('DER: a second TRUE', (draft, random) => {
    const value = sequence(boolean(true), boolean(true))
    put(random.pick(linksOf(draft)), anyExtension(OIDS.basicConstraints, value, true))
  }),
  fault('DER: a fourth part', (draft, random) => {
    random.pick(linksOf(draft)).options.trailingInside = bitString(Buffer.of(1))
  }),
  fault('DER: a byte behind the certificate', (draft, random) => {
    random.pick(linksOf(draft)).options.trailing = Buffer.of(0)
  }),
  fault(
    'DER: certificate with a longer length',
    whole((der) => longerLength(der), 'chain'),
  ),
  fault(
    'DER: certificate cut short',
    whole((der, random) => der.subarray(0, random.below(der.length)), 'chain'),
  ),
  fault(
    'DER: list with a longer length',
    whole((der) => longerLength(der), 'crls'),
  ),
  fault(
    'DER: list cut short',
    whole((der, random) => der.subarray(0, random.below(der.length)), 'crls'),
  ),
  fault(
    'DER: a byte behind the list',
    whole((der) => Buffer.concat([der, Buffer.of(0)]), 'crls'),
  ),
]
