/** GeneralName as far as it is compared. Source: RFC 5280, section 4.2.1.6. */
import { DerFault } from './der.ts'
import type { DerElement } from './der.ts'
import { explicit, ia5Of, implicit } from './der-values.ts'
import { nameOf } from './name.ts'
import type { Name } from './name.ts'

export type GeneralName =
  | { readonly form: 'directory'; readonly name: Name }
  | { readonly form: 'email' | 'dns' | 'uri'; readonly text: string }
  /** An address, a registered id, another: kept as bytes and never interpreted. */
  | { readonly form: 'other'; readonly tag: number; readonly bytes: Buffer }

/** @throws {DerFault} */
export function generalNameOf(element: DerElement): GeneralName {
  switch (element.tag) {
    case implicit(1):
      return { form: 'email', text: ia5Of(element.content) }
    case implicit(2):
      return { form: 'dns', text: ia5Of(element.content) }
    case implicit(6):
      return { form: 'uri', text: ia5Of(element.content) }
    case explicit(4):
      if (element.children.length !== 1) throw new DerFault('directoryName is not one name')
      return { form: 'directory', name: nameOf(element.children[0], 'directoryName') }
  }
  const number = element.tag & 0x1f
  if ((element.tag & 0xc0) !== 0x80 || number > 8) throw new DerFault('not a GeneralName')
  return { form: 'other', tag: element.tag, bytes: element.whole }
}

/** @throws {DerFault} also when there is none: GeneralNames has at least one. */
export function generalNamesOf(elements: readonly DerElement[]): readonly GeneralName[] {
  if (elements.length === 0) throw new DerFault('no name')
  return elements.map(generalNameOf)
}

export function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.form === 'directory' && b.form === 'directory') {
    return (
      a.name.keys.length === b.name.keys.length &&
      a.name.keys.every((key, i) => b.name.keys[i] === key)
    )
  }
  if (a.form === 'other' && b.form === 'other') return a.bytes.equals(b.bytes)
  return 'text' in a && 'text' in b && a.form === b.form && a.text === b.text
}
