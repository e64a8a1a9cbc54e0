/** What the steps hand to one another. */
import type { Anchor } from './anchors.ts'
import type { Certificate } from './certificate.ts'
import type { Extensions } from './extensions.ts'

/** A certificate with its extensions taken apart. */
export interface Link {
  readonly certificate: Certificate
  readonly extensions: Extensions
}

/** Leaf first; `issuers[i]` issued `links[i]`, the last of them is the anchor. */
export interface Path {
  readonly links: readonly Link[]
  readonly issuers: readonly Link[]
  readonly anchor: Anchor
}

export function pathOf(links: readonly Link[], anchor: Anchor): Path {
  const { certificate, extensions } = anchor
  return { links, issuers: [...links.slice(1), { certificate, extensions }], anchor }
}
