import { describe, expect, it } from 'vitest'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import type { AnchorInput } from '../../../gateway/certification-path/anchors.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { SHANGHAI } from '../../support/good-path.ts'
import { expectInstruction } from '../../support/refused-path.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'
import { ANCHORS_CASES, ANCHORS_CODE } from './cases/anchors.ts'

const anchor = (
  kind: KeyKind,
  index = 0,
  jurisdiction: AnchorInput['jurisdiction'] = SHANGHAI,
) => ({
  certificate: makeRoot({ key: takeKey(kind, index), serial: 1 }).der,
  jurisdiction,
})

const failureOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (failure) {
    return failure
  }
}

describe('the trust store', () => {
  it.each(ANCHORS_CASES)('refuses $title, and says which anchor it is', ({ inputs, number }) => {
    const failure = failureOf(() => loadAnchors(inputs())) as FederationError
    expect(failure).toBeInstanceOf(FederationError)
    expect(failure).toMatchObject({ code: ANCHORS_CODE, details: { number } })
    expectInstruction(failure.message)
  })

  it.each<KeyKind>(['rsa-2048', 'p-256', 'p-384', 'ed25519'])('takes a root of %s', (kind) => {
    expect(loadAnchors([anchor(kind)]).anchors).toHaveLength(1)
  })

  it('has one version whatever the order, another for another anchor or jurisdiction', () => {
    const [one, other] = [anchor('p-256'), anchor('ed25519')]
    const version = (...inputs: readonly AnchorInput[]) => loadAnchors(inputs).version
    expect(version(one, other)).toBe(version(other, one))
    const different = [
      version(one),
      version(one, other),
      version({ ...one, jurisdiction: null }),
      version({ ...one, jurisdiction: { C: 'CN' } }),
      version({ ...one, jurisdiction: { C: 'CN', ST: '江苏省' } }),
      version(),
    ]
    expect(new Set(different).size).toBe(different.length)
  })
})
