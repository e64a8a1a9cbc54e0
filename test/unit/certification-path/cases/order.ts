import { askChain, askPath, makeSigner, trust } from '../../../support/good-path.ts'
import type { GoodPath } from '../../../support/good-path.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Issued, Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { Name } from '../../../support/x509/names.ts'
import type { Case } from '../case.ts'

const step = 'ORDER'

export const named = (commonName: string, province = '上海市'): Name => [
  ['C', 'CN'],
  ['ST', province],
  ['O', '虚构登记机关'],
  ['CN', commonName],
]

const chained = (order: (good: GoodPath) => readonly Issued[]) => () =>
  askPath({ question: (good) => ({ chain: order(good).map(({ der }) => der) }) })

const stranger = (): Issued =>
  makeIntermediate(makeRoot({ subject: named('虚构他人根') }), {
    subject: named('虚构他人签发机构'),
    key: takeKey('rsa-2048', 3),
  })

export const ORDER_CASES: readonly Case[] = [
  {
    title: 'a self-signed leaf',
    rule: 'self-signed leaf',
    step,
    code: 'CERT_SELF_SIGNED',
    ask: () => askPath({ leaf: selfSigned(), question: ({ leaf }) => ({ chain: [leaf.der] }) }),
  },
  {
    title: 'a self-signed leaf in front of a good authority',
    step,
    code: 'CERT_SELF_SIGNED',
    ask: () => askPath({ leaf: selfSigned() }),
  },
  {
    title: 'the anchor behind a good chain',
    rule: 'anchor in x5c taken as trust',
    step,
    code: 'CHAIN_CONTAINS_ANCHOR',
    facts: { position: 3 },
    ask: chained(({ leaf, ca, root }) => [leaf, ca, root]),
  },
  {
    title: 'the anchor alone',
    step,
    code: 'CHAIN_CONTAINS_ANCHOR',
    facts: { position: 1 },
    ask: chained(({ root }) => [root]),
  },
  {
    title: 'name and key of the anchor in another certificate',
    step,
    code: 'CHAIN_CONTAINS_ANCHOR',
    facts: { position: 3 },
    ask: chained(({ leaf, ca, root }) => [leaf, ca, makeRoot({ key: root.key })]),
  },
  {
    title: 'a root of somebody else behind a chain that leads to it',
    step,
    code: 'CHAIN_CONTAINS_SELF_SIGNED',
    facts: { position: 3 },
    ask: () => {
      const question = chained(({ leaf, ca, root }) => [leaf, ca, root])()
      return { ...question, anchors: trust(makeRoot({ subject: named('虚构另一根') })) }
    },
  },
  {
    title: 'two authorities exchanged',
    rule: 'out of order',
    step,
    code: 'CHAIN_OUT_OF_ORDER',
    facts: { position: 1, next: 2 },
    ask: () => twoLevels(([leaf, lower, upper]) => [leaf, upper, lower]),
  },
  {
    title: 'leaf and authority exchanged',
    step,
    code: 'CHAIN_OUT_OF_ORDER',
    facts: { position: 1, next: 2 },
    ask: () => twoLevels(([leaf, lower, upper]) => [lower, leaf, upper]),
  },
  {
    title: 'a chain whose authority in the middle is missing',
    rule: 'gap',
    step,
    code: 'CHAIN_GAP',
    facts: { position: 1 },
    ask: () => twoLevels(([leaf, , upper]) => [leaf, upper]),
  },
  {
    title: 'an unrelated certificate in the middle',
    rule: 'extra unrelated certificate',
    step,
    code: 'CHAIN_EXTRA_CERTIFICATE',
    facts: { position: 2 },
    ask: chained(({ leaf, ca }) => [leaf, stranger(), ca]),
  },
  {
    title: 'an unrelated certificate at the end',
    step,
    code: 'CHAIN_EXTRA_CERTIFICATE',
    facts: { position: 3 },
    ask: chained(({ leaf, ca }) => [leaf, ca, stranger()]),
  },
  {
    title: 'an unrelated certificate at the end, whichever of several anchors ends the path',
    step,
    code: 'CHAIN_EXTRA_CERTIFICATE',
    facts: { position: 3 },
    ask: () =>
      askPath({
        question: ({ root, ca, leaf }) => ({
          chain: [leaf, ca, stranger()].map(({ der }) => der),
          anchors: trust(makeRoot({ subject: named('虚构另一根') }), root),
        }),
      }),
  },
  {
    title: 'the same certificate twice',
    step,
    code: 'CHAIN_CYCLE',
    facts: { position: 3 },
    ask: chained(({ leaf, ca }) => [leaf, ca, ca]),
  },
  {
    title: 'two authorities that certify one another',
    rule: 'cross-signed cycle',
    step,
    code: 'CHAIN_CYCLE',
    facts: { position: 4 },
    ask: crossSigned,
  },
  {
    title: 'a leaf without its authority',
    step,
    code: 'CHAIN_ANCHOR_UNKNOWN',
    ask: chained(({ leaf }) => [leaf]),
  },
  {
    title: 'a chain to a root that is no anchor',
    step,
    code: 'CHAIN_ANCHOR_UNKNOWN',
    ask: () =>
      askPath({
        question: () => ({ anchors: trust(makeRoot({ subject: named('虚构另一根') })) }),
      }),
  },
  {
    title: 'every chain when there is no anchor',
    step,
    code: 'CHAIN_ANCHOR_UNKNOWN',
    facts: { anchors: 0 },
    ask: () => askPath({ question: () => ({ anchors: trust() }) }),
  },
  {
    title: 'an authority whose name differs in one character from the issuer that is named',
    step,
    code: 'CHAIN_GAP',
    facts: { position: 1 },
    ask: () => askPath({ leaf: { issuer: named('虚构签发机构2') } }),
  },
  {
    title: 'an issuer of the same parts in another order',
    step,
    code: 'CHAIN_GAP',
    facts: { position: 1 },
    ask: () => askPath({ leaf: { issuer: named('虚构签发机构1').toReversed() } }),
  },
  {
    title: 'an issuer that is the beginning of the authority’s name',
    step,
    code: 'CHAIN_GAP',
    facts: { position: 1 },
    ask: () => askPath({ leaf: { issuer: named('虚构签发机构1').slice(0, -1) } }),
  },
]

const selfSigned = (): Options => ({
  subject: named('虚构签署人'),
  issuer: named('虚构签署人'),
  signWith: takeKey('rsa-2048', 2),
})

/** Leaf, its authority, the authority above. */
type Three = readonly [leaf: Issued, lower: Issued, upper: Issued]

function twoLevels(order: (three: Three) => readonly Issued[]) {
  const root = makeRoot()
  const upper = makeIntermediate(root)
  const lower = makeIntermediate(upper)
  const leaf = makeSigner(lower)
  const question = askChain(root, [lower, upper], leaf)
  return { ...question, chain: order([leaf, lower, upper]).map(({ der }) => der) }
}

function crossSigned() {
  const root = makeRoot()
  const [one, other] = [takeKey('rsa-2048', 1), takeKey('rsa-2048', 3)]
  const below = makeIntermediate(root, { subject: named('虚构甲'), key: one })
  const crossed = makeIntermediate(below, { subject: named('虚构乙'), key: other })
  const back = makeIntermediate(crossed, { subject: named('虚构甲'), key: one })
  return askChain(root, [back, crossed, below], makeSigner(back))
}
