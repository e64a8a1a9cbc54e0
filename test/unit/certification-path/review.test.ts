/** What a verdict must not overlook once it is kept, and names and keys that only look sound. */
import { describe, expect, it } from 'vitest'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { createPathCache } from '../../../gateway/certification-path/path-cache.ts'
import type { PathQuestion } from '../../../gateway/certification-path/steps-in-order.ts'
import { askPath } from '../../support/good-path.ts'
import type { GoodPath } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { keyUsage } from '../../support/x509/extensions.ts'
import { makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'

const DAY_MS = 86_400_000
const day = (n: number): Date => new Date(AT.getTime() + n * DAY_MS)

describe('the span of a verdict', () => {
  it('ends before a list begins that was given and is not in force yet', () => {
    const question = askPath({
      lists: ({ ca, leaf }) => [
        makeCrl(ca, {
          number: 2,
          thisUpdate: day(3),
          nextUpdate: day(9),
          revoked: [{ serial: leaf.serial }],
        }),
      ],
    })
    expectSame(question, day(4))
  })

  it('begins after a list ended that was given and is no longer in force', () => {
    const question = askPath({
      rootList: { thisUpdate: day(-9) },
      caList: { number: 2, thisUpdate: day(-9) },
      lists: ({ ca, leaf }) => [
        makeCrl(ca, {
          thisUpdate: day(-8),
          nextUpdate: day(-3),
          revoked: [{ serial: leaf.serial }],
        }),
      ],
    })
    expectSame(question, day(-5))
  })

  it('lies within the validity of the certificate whose key signed a list', () => {
    const signerOf = ({ ca }: GoodPath) =>
      makeLeaf(ca, {
        subject: ca.name,
        key: takeKey('rsa-2048', 7),
        extensions: [keyUsage(['cRLSign'])],
        notAfter: day(2),
      })
    const question = askPath({
      question: (good) => {
        const signer = signerOf(good)
        return {
          revocation: {
            crls: [good.rootList, good.caList, makeCrl(signer, { number: 4 })],
            crlSigners: [signer.der],
          },
        }
      },
    })
    const { status, validUntil } = validatePath(question)
    expect({ status, validUntil }).toEqual({ status: 'VALID', validUntil: day(2).toISOString() })
  })

  it('is not cut short by the list of an authority outside the path', () => {
    const stranger = makeRoot({ subject: [['CN', '虚构他处']], key: takeKey('rsa-2048', 7) })
    const question = askPath({ lists: () => [makeCrl(stranger, { nextUpdate: day(1) })] })
    expect(validatePath(question).validUntil).toBe(day(7).toISOString())
  })
})

/** Asked at AT first, a cache answers about `later` as a validation does. */
function expectSame(question: PathQuestion, later: Date): void {
  const { anchors, chain } = question
  const revocation = question.revocation as { crls: Buffer[] }
  const cache = createPathCache({ anchors, revocation, maxEntries: 8 })
  expect(cache.validate(chain, 'LICENCE_SIGNER', AT).code).toBe(null)
  expect(validatePath({ ...question, at: later }).code).toBe('CERT_LEAF_REVOKED')
  expect(cache.validate(chain, 'LICENCE_SIGNER', later).code).toBe('CERT_LEAF_REVOKED')
}
