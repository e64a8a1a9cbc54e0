/** DER as a tree that can be changed and written again, with lengths that fit. Reads good DER only. */
import { tlv } from '../../support/x509/der-writer.ts'

export interface Node {
  tag: number
  /** What stands in it: nodes, or bytes where there are none. */
  children: Node[]
  content: Buffer
  /** Put in front of the children: an OCTET STRING has nothing, a BIT STRING its unused bits. */
  readonly lead: Buffer
}

const OCTET_STRING = 0x04
const BIT_STRING = 0x03
const NOTHING = Buffer.alloc(0)

/** Looks into strings that hold DER too, which is where extensions and keys have theirs. */
export function readTree(der: Buffer): Node {
  const [node, ...more] = readAll(der)
  if (node === undefined || more.length > 0) throw new Error('not one element')
  return node
}

export function writeTree({ tag, children, content, lead }: Node): Buffer {
  return children.length === 0 ? tlv(tag, content) : tlv(tag, lead, ...children.map(writeTree))
}

/** The node itself and all below it. */
export function nodesOf(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(nodesOf)]
}

export function copyOf(node: Node): Node {
  return { ...node, children: node.children.map(copyOf) }
}

function readAll(bytes: Buffer): Node[] {
  const nodes: Node[] = []
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at + 1] ?? 0
    const size = first < 0x80 ? 0 : first & 0x7f
    const start = at + 2 + size
    if (size > 4 || start > bytes.length) throw new Error('no length')
    const end = start + (size === 0 ? first : bytes.readUIntBE(at + 2, size))
    if (end > bytes.length) throw new Error('runs past the end')
    nodes.push(nodeOf(bytes[at]!, bytes.subarray(start, end)))
    at = end
  }
  return nodes
}

function nodeOf(tag: number, content: Buffer): Node {
  if ((tag & 0x20) !== 0) return { tag, content, children: readAll(content), lead: NOTHING }
  const skipped = tag === BIT_STRING ? 1 : tag === OCTET_STRING ? 0 : content.length
  return {
    tag,
    content,
    children: insideOf(content.subarray(skipped)),
    lead: content.subarray(0, skipped),
  }
}

/** None unless all of it is one constructed element. */
function insideOf(content: Buffer): Node[] {
  if (content.length < 2 || content[0] !== 0x30) return []
  try {
    const nodes = readAll(content)
    return nodes.length === 1 ? nodes : []
  } catch {
    return []
  }
}
