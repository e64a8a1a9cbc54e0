import { askChain, askPath, makeSigner } from '../../../support/good-path.ts'
import { basicConstraints, keyUsage } from '../../../support/x509/extensions.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import type { Case } from '../case.ts'

const step = 'CONSTRAINTS'

const ca = (
  title: string,
  code: Case['code'],
  options: Options,
  more: Partial<Case> = {},
): Case => ({
  title,
  step,
  code,
  facts: { position: 2 },
  ...more,
  ask: () => askPath({ ca: options }),
})

const limitOf = (pathLen: number) => [basicConstraints({ ca: true, pathLen })]

export const CONSTRAINTS_CASES: readonly Case[] = [
  ca(
    'an authority that says it is none',
    'CERT_NOT_CA',
    { extensions: [basicConstraints({ ca: false })] },
    { rule: 'intermediate without CA' },
  ),
  ca('an authority that writes FALSE out', 'CERT_NOT_CA', {
    extensions: [basicConstraints({ ca: 'explicit-false' })],
  }),
  ca(
    'an authority without basicConstraints',
    'CERT_NOT_CA',
    { without: ['basicConstraints'] },
    { rule: 'intermediate without basicConstraints' },
  ),
  ca('an authority without any extension but its key’s', 'CERT_NOT_CA', {
    without: ['basicConstraints', 'keyUsage'],
  }),
  ca(
    'an authority without keyCertSign',
    'CERT_NO_CERT_SIGN',
    { extensions: [keyUsage(['cRLSign', 'digitalSignature'])] },
    { rule: 'intermediate without keyCertSign' },
  ),
  ca('an authority whose keyUsage has no bit', 'CERT_NO_CERT_SIGN', { extensions: [keyUsage([])] }),
  {
    title: 'a leaf that issues a leaf',
    rule: 'leaf as CA',
    step,
    code: 'CERT_NOT_CA',
    facts: { position: 2 },
    ask: () => {
      const root = makeRoot()
      const issuing = makeIntermediate(root)
      const leaf = makeSigner(issuing)
      return askChain(root, [leaf, issuing], makeSigner(leaf, { subject: OTHER }))
    },
  },
  {
    title: 'an authority below one that allows none',
    rule: 'pathLen exceeded',
    step,
    code: 'CERT_PATH_LENGTH_EXCEEDED',
    facts: { position: 3, limit: 0 },
    ask: () => below({}, { extensions: limitOf(0) }),
  },
  {
    title: 'an authority below one that allows none and has no keyUsage',
    rule: 'pathLen exceeded, with no keyUsage',
    step,
    code: 'CERT_PATH_LENGTH_EXCEEDED',
    facts: { position: 3, limit: 0 },
    ask: () => below({}, { extensions: limitOf(0), without: ['keyUsage'] }),
  },
  {
    title: 'an authority below an anchor that allows none',
    step,
    code: 'CERT_PATH_LENGTH_EXCEEDED',
    facts: { position: 0, limit: 0 },
    ask: () => askPath({ root: { extensions: limitOf(0) } }),
  },
  {
    title: 'two authorities below an anchor that allows one',
    step,
    code: 'CERT_PATH_LENGTH_EXCEEDED',
    facts: { position: 0, limit: 1 },
    ask: () => below({ extensions: limitOf(1) }),
  },
  {
    title: 'an anchor without keyCertSign',
    step,
    code: 'CERT_NO_CERT_SIGN',
    facts: { position: 0 },
    ask: () => askPath({ root: { extensions: [keyUsage(['cRLSign'])] } }),
  },
]

const OTHER = [
  ['C', 'CN'],
  ['ST', '上海市'],
  ['CN', '虚构另一签署人'],
] as const

/** Root, upper, lower, leaf. */
export function below(rootOptions: Options = {}, upperOptions: Options = {}) {
  const root = makeRoot(rootOptions)
  const upper = makeIntermediate(root, upperOptions)
  const lower = makeIntermediate(upper)
  return askChain(root, [lower, upper], makeSigner(lower))
}
