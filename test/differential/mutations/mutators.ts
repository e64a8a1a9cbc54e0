/** What is done to good bytes. Each gives other bytes, or the same ones when it finds nothing to do. */
import { nested } from '../../support/x509/der-faults.ts'
import type { Random } from '../random.ts'
import { copyOf, nodesOf, readTree, writeTree } from './der-tree.ts'
import type { Node } from './der-tree.ts'

/** @param donor good bytes of the same kind out of another hierarchy with the same names */
export type Mutator = (der: Buffer, random: Random, donor: Buffer) => Buffer

/** Length of a piece: mostly short. */
const pieceOf = (random: Random): number => random.pick([1, 1, 2, 4, 16, 200])

/** Without regard for what the bytes mean. */
const OF_BYTES: Readonly<Record<string, Mutator>> = {
  'one bit': (der, random) => {
    const copy = Buffer.from(der)
    copy[random.below(der.length)]! ^= 1 << random.below(8)
    return copy
  },
  'one byte': (der, random) => {
    const copy = Buffer.from(der)
    copy[random.below(der.length)] = random.below(256)
    return copy
  },
  'several bits': (der, random) => {
    const copy = Buffer.from(der)
    for (let i = 0; i < 5; i += 1) copy[random.below(der.length)]! ^= 1 << random.below(8)
    return copy
  },
  insertion: (der, random) => {
    const at = random.below(der.length + 1)
    const piece = random.bytes(pieceOf(random))
    return Buffer.concat([der.subarray(0, at), piece, der.subarray(at)])
  },
  deletion: (der, random) => {
    const at = random.below(der.length)
    return Buffer.concat([der.subarray(0, at), der.subarray(at + pieceOf(random))])
  },
  truncation: (der, random) => der.subarray(0, random.below(der.length)),
  zeros: (der, random) => {
    const copy = Buffer.from(der)
    const at = random.below(der.length)
    return copy.fill(0, at, Math.min(der.length, at + pieceOf(random)))
  },
  splice: (der, random, donor) => {
    const at = random.below(der.length)
    return Buffer.concat([der.subarray(0, at), donor.subarray(at)])
  },
  'random bytes': (der, random) => random.bytes(1 + random.below(der.length)),
  'random bytes behind a good beginning': (_, random) => {
    const body = random.bytes(300)
    return Buffer.concat([Buffer.of(0x30, 0x82, 1, 44), body])
  },
  'the donor': (_, __, donor) => donor,
}

type Change = (node: Node, parent: Node, random: Random) => void

/** One element below the top is changed; the lengths around it are mended. */
const inTree =
  (change: Change): Mutator =>
  (der, random) => {
    const tree = readTree(der)
    const parent = random.pick(nodesOf(tree).filter(({ children }) => children.length > 0))
    change(random.pick(parent.children), parent, random)
    return writeTree(tree)
  }

const INTERESTING = [0x00, 0x02, 0x04, 0x05, 0x0c, 0x1e, 0x30, 0x31, 0x80, 0xa0, 0xa3, 0xbf, 0xff]

/** With regard for the encoding: what comes out is mostly DER again. */
const OF_ELEMENTS: Readonly<Record<string, Mutator>> = {
  'element removed': inTree((node, parent) => {
    parent.children.splice(parent.children.indexOf(node), 1)
    if (parent.children.length === 0) parent.content = parent.lead
  }),
  'element twice': inTree((node, parent) => {
    parent.children.splice(parent.children.indexOf(node), 0, copyOf(node))
  }),
  'elements exchanged': inTree((node, parent, random) => {
    const [at, other] = [parent.children.indexOf(node), random.below(parent.children.length)]
    parent.children[at] = parent.children[other]!
    parent.children[other] = node
  }),
  'another tag': inTree((node, _, random) => {
    node.tag = random.chance(0.5) ? random.pick(INTERESTING) : node.tag ^ (1 << random.below(8))
  }),
  'other content': inTree((node, _, random) => {
    node.children = []
    node.content = random.bytes(random.pick([0, 1, node.content.length, 300]))
  }),
  'one bit of content': inTree((node, _, random) => {
    if (node.children.length > 0 || node.content.length === 0) return
    node.content = Buffer.from(node.content)
    node.content[random.below(node.content.length)]! ^= 1 << random.below(8)
  }),
  'element wrapped': inTree((node, parent) => {
    const at = parent.children.indexOf(node)
    parent.children[at] = {
      tag: 0x30,
      children: [node],
      content: node.content,
      lead: node.lead.subarray(0, 0),
    }
  }),
  'element nested deeply': inTree((node, parent, random) => {
    parent.children[parent.children.indexOf(node)] = readTree(nested(random.pick([5, 20, 100])))
  }),
  'element a hundred times': inTree((node, parent) => {
    const at = parent.children.indexOf(node)
    parent.children.splice(at, 0, ...Array.from({ length: 99 }, () => copyOf(node)))
  }),
  'wrong length': (der, random) => {
    const heads = [...der.keys()].filter((at) => der[at] === 0x30 || der[at] === 0x31)
    const copy = Buffer.from(der)
    copy[random.pick(heads) + 1] = random.pick([0, 1, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff])
    return copy
  },
  'field of the donor': (der, random, donor) => {
    const tree = readTree(der)
    const [nodes, others] = [nodesOf(tree), nodesOf(readTree(donor))]
    const at = 1 + random.below(Math.min(nodes.length, others.length) - 1)
    Object.assign(nodes[at]!, copyOf(others[at]!))
    return writeTree(tree)
  },
  'whole part of the donor': (der, random, donor) => {
    const [tree, other] = [readTree(der), readTree(donor)]
    const part = random.pick([0, 1, 2])
    const [mine, theirs] = part === 0 ? [tree.children[0]!, other.children[0]!] : [tree, other]
    const at = random.below(Math.min(mine.children.length, theirs.children.length))
    mine.children[at] = theirs.children[at]!
    return writeTree(tree)
  },
}

export const MUTATORS: Readonly<Record<string, Mutator>> = { ...OF_BYTES, ...OF_ELEMENTS }
