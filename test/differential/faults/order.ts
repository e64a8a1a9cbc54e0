/** Which certificates are given, in which order, and which anchors. */
import { makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { anchorOf, secondsFromAt } from '../draft.ts'
import type { ChainDraft, Material } from '../draft.ts'
import type { Random } from '../random.ts'
import { fault, harmless } from '../row.ts'
import type { Row } from '../row.ts'

const change =
  (of: (material: Material, random: Random) => void) =>
  (draft: ChainDraft, random: Random): void => {
    draft.touches.push((material) => of(material, random))
  }

const STRANGER = [['CN', '虚构的局外根']] as const

const stranger = (subject: Parameters<typeof makeRoot>[0] = { subject: STRANGER }) =>
  makeRoot({ key: takeKey('p-256', 7), ...subject })

/** Another certificate of the anchor. */
const renewed = (draft: ChainDraft, options: Parameters<typeof makeRoot>[0]) => {
  const { key, subject } = anchorOf(draft)
  return makeRoot({ key, subject, serial: 99, ...options }).der
}

export const ORDER_FAULTS: readonly Row[] = [
  fault(
    'chain: two in the wrong order',
    change((material) => {
      const [leaf, ca, ...rest] = material.chain
      material.chain = [leaf!, ...rest, ca!]
    }),
    3,
  ),
  fault(
    'chain: leaf last',
    change((material) => {
      material.chain.reverse()
    }),
    2,
  ),
  fault(
    'chain: one missing',
    change((material, random) => {
      material.chain.splice(1 + random.below(material.chain.length - 1), 1)
    }),
    2,
  ),
  fault(
    'chain: one twice',
    change((material, random) => {
      const at = random.below(material.chain.length)
      material.chain.splice(at, 0, material.chain[at]!)
    }),
  ),
  fault(
    'chain: anchor in it',
    change((material) => {
      material.chain.push(material.anchors[0]!)
    }),
  ),
  fault(
    'chain: a stranger at its end',
    change((material) => {
      material.chain.push(stranger().der)
    }),
  ),
  fault(
    'chain: a stranger in it',
    change((material) => {
      material.chain.splice(1, 0, makeLeaf(stranger()).der)
    }),
  ),
  fault(
    'chain: six',
    change((material) => {
      while (material.chain.length < 6) material.chain.push(makeLeaf(stranger()).der)
    }),
  ),
  harmless(
    'anchors: a stranger before',
    change((material) => {
      material.anchors.unshift(stranger().der)
    }),
  ),
  harmless(
    'anchors: a stranger behind',
    change((material) => {
      material.anchors.push(stranger().der)
    }),
  ),
  fault(
    'anchors: only a stranger',
    change((material) => {
      material.anchors = [stranger().der]
    }),
  ),
  fault('anchors: only another of the same name', (draft) => {
    draft.touches.push((material) => {
      material.anchors = [stranger({ subject: anchorOf(draft).subject }).der]
    })
  }),
  harmless('anchors: another of the same name before', (draft) => {
    draft.touches.push(({ anchors }) => {
      anchors.unshift(stranger({ subject: anchorOf(draft).subject }).der)
    })
  }),
  harmless('anchors: an expired certificate of the same key before', (draft) => {
    draft.touches.push(({ anchors }) => {
      anchors.unshift(renewed(draft, { notAfter: secondsFromAt(-86_400) }))
    })
  }),
  harmless('anchors: a later certificate of the same key behind', (draft) => {
    draft.touches.push(({ anchors }) => {
      anchors.push(renewed(draft, { notAfter: secondsFromAt(9 * 365 * 86_400) }))
    })
  }),
]
