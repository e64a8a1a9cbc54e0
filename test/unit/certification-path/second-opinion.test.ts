import { describe, expect, it } from 'vitest'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import { readCertificate } from '../../../gateway/certification-path/certificate.ts'
import { extensionsOf } from '../../../gateway/certification-path/extensions.ts'
import { pathOf } from '../../../gateway/certification-path/path.ts'
import { askSecondOpinion } from '../../../gateway/certification-path/steps/second-opinion.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { WorkMeter } from '../../../gateway/certification-path/work.ts'
import { askPath, goodPath } from '../../support/good-path.ts'
import type { Change } from '../../support/good-path.ts'
import { AT } from '../../support/x509/certificate.ts'
import { basicConstraints } from '../../support/x509/extensions.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { itRefuses } from './case.ts'
import { SECOND_OPINION_CASES } from './cases/second-opinion.ts'
import { after } from './cases/validity.ts'

/** node-forge alone, on what our own steps would have refused before. */
function ask(change: Change, at = AT) {
  const { root, ca, leaf } = goodPath(change)
  const meter = new WorkMeter()
  const links = [leaf, ca].map(({ der }, i) => {
    const certificate = readCertificate(der, i + 1, meter)
    return { certificate, extensions: extensionsOf(certificate, meter) }
  })
  const { anchors } = loadAnchors([{ certificate: root.der, jurisdiction: null }])
  return askSecondOpinion(pathOf(links, anchors[0]!), at)
}

describe('step SECOND_OPINION', () => {
  itRefuses(SECOND_OPINION_CASES)

  it('has nothing to add to a good path', () => {
    expect(ask({})).toBeUndefined()
  })

  it.each<[string, Change]>([
    ['a forged leaf', { leaf: { signWith: takeKey('rsa-2048', 9) } }],
    ['a forged authority', { ca: { signWith: takeKey('rsa-2048', 9) } }],
    ['an expired leaf', { leaf: { notAfter: after(-1_000) } }],
    ['an expired authority', { ca: { notAfter: after(-1_000) } }],
    ['an authority that is none', { ca: { extensions: [basicConstraints({ ca: false })] } }],
  ])('refuses %s by itself, with its reason', (_, change) => {
    expect(() => ask(change)).toThrow(
      expect.objectContaining({
        code: 'CHAIN_SECOND_OPINION',
        details: { reason: expect.stringMatching(/./) as string },
      }),
    )
  })

  it('agrees on the last moment', () => {
    const change = { leaf: { notAfter: after(1_000) } }
    expect(ask(change, after(999))).toBeUndefined()
    expect(() => ask(change, after(1_001))).toThrow()
  })

  it.each(['p-256', 'ed25519'] as const)('is not asked where a key is %s', (kind) => {
    const { status, steps } = validatePath(askPath({ leaf: { key: takeKey(kind, 2) } }))
    expect(status).toBe('VALID')
    expect(steps.find(({ step }) => step === 'SECOND_OPINION')?.outcome).toBe('NOT_APPLICABLE')
  })
})
