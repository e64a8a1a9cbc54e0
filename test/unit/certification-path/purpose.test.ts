import { describe, expect, it } from 'vitest'
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askPath } from '../../support/good-path.ts'
import { extKeyUsage, keyUsage } from '../../support/x509/extensions.ts'
import { itAccepts, itRefuses } from './case.ts'
import { PURPOSE_CASES, PURPOSES } from './cases/purpose.ts'

const oids = Object.values(CERTIFICATE_PURPOSES)

describe('step PURPOSE', () => {
  itRefuses(PURPOSE_CASES)
  itAccepts([
    ...PURPOSES.map(
      (purpose) =>
        [
          `a certificate for ${purpose} as that`,
          () =>
            askPath({
              leaf: { extensions: [extKeyUsage([CERTIFICATE_PURPOSES[purpose]])] },
              question: () => ({ purpose }),
            }),
        ] as const,
    ),
    [
      'an authority that states the purpose among others',
      () => askPath({ ca: { extensions: [extKeyUsage(oids)] } }),
    ],
    ['a serial number of 20 octets', () => askPath({ leaf: { serial: (1n << 159n) - 1n } })],
    [
      'a critical extKeyUsage',
      () =>
        askPath({
          leaf: { extensions: [extKeyUsage([CERTIFICATE_PURPOSES.LICENCE_SIGNER], true)] },
        }),
    ],
    [
      'a leaf that may sign for good besides',
      () => askPath({ leaf: { extensions: [keyUsage(['digitalSignature', 'nonRepudiation'])] } }),
    ],
  ])

  it('has nothing to say when the path alone is asked about', () => {
    const question = askPath({
      leaf: { without: ['extKeyUsage'] },
      question: () => ({ purpose: null }),
    })
    const { status, steps } = validatePath(question)
    expect(status).toBe('VALID')
    expect(steps.find(({ step }) => step === 'PURPOSE')?.outcome).toBe('NOT_APPLICABLE')
  })
})
