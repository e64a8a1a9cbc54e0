/** Validity of certificates. RFC 5280, section 4.1.2.5. */
import { generalizedTime, utcTime } from '../../support/x509/der-writer.ts'
import { secondsFromAt } from '../draft.ts'
import type { CertificateDraft, ChainDraft } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless, odd } from '../row.ts'
import type { Row } from '../row.ts'

const one = (change: (options: CertificateDraft['options'], random: Random) => void) => {
  return (draft: ChainDraft, random: Random): void =>
    change(random.pick(draft.certificates).options, random)
}

const ends = (at: Date | Buffer) => one((options) => (options.notAfter = at))
const begins = (at: Date | Buffer) => one((options) => (options.notBefore = at))

const SOON = 86_400

export const TIME_FAULTS: readonly Row[] = [
  harmless('time: begins at this second', begins(secondsFromAt(0))),
  harmless('time: ends in the next second', ends(secondsFromAt(1))),
  harmless('time: without end', ends(generalizedTime('99991231235959Z'))),
  harmless('time: from long ago', begins(new Date('1960-01-01T00:00:00Z'))),
  odd('time: GeneralizedTime before 2050', ends(generalizedTime(secondsFromAt(SOON)))),
  fault('time: ends at this second', ends(secondsFromAt(0))),
  fault('time: ended a second ago', ends(secondsFromAt(-1))),
  fault('time: ended long ago', ends(secondsFromAt(-400 * SOON))),
  fault('time: begins in a second', begins(secondsFromAt(1))),
  fault('time: begins next year', begins(secondsFromAt(365 * SOON))),
  fault(
    'time: ends before it begins',
    one((options) => {
      options.notBefore = secondsFromAt(SOON)
      options.notAfter = secondsFromAt(-SOON)
    }),
  ),
  fault('time: without seconds', ends(utcTime('2702010000Z'))),
  fault('time: with an offset', ends(utcTime('270201000000+0800'))),
  fault('time: with fractions', ends(generalizedTime('20270201000000.5Z'))),
  fault('time: a day that does not exist', ends(utcTime('270230000000Z'))),
  fault('time: no time', ends(utcTime('forever'))),
]
