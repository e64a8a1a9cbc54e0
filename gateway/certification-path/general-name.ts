/** GeneralName as far as it is compared. Source: RFC 5280, section 4.2.1.6. */
import { DerFault, TAG, isSoundOid } from './der.ts'
import type { DerElement } from './der.ts'
import { expectTag, explicit, ia5Of, implicit, oidOf, textOf } from './der-values.ts'
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
    case explicit(0): {
      const mailbox = mailboxOf(element)
      if (mailbox !== null) return { form: 'email', text: mailbox }
      break
    }
    case explicit(4):
      if (element.children.length !== 1) throw new DerFault('directoryName is not one name')
      return { form: 'directory', name: nameOf(element.children[0], 'directoryName') }
  }
  checkOther(element)
  return { form: 'other', tag: element.tag, bytes: element.whole }
}

/** Never interpreted, but what it says it is. */
function checkOther(element: DerElement): void {
  switch (element.tag) {
    case explicit(0):
    case explicit(3):
    case explicit(5):
      return
    case implicit(7):
      // An address, or in a constraint address and mask: RFC 5280, section 4.2.1.6 and 4.2.1.10.
      if (![4, 8, 16, 32].includes(element.content.length)) throw new DerFault('no IP address')
      return
    case implicit(8):
      if (!isSoundOid(element.content)) throw new DerFault('registeredID is no identifier')
      return
  }
  throw new DerFault('not a GeneralName')
}

/** SmtpUTF8Mailbox: constraints on e-mail addresses hold for it too. Source: RFC 9598, sections 3 and 6. */
const SMTP_UTF8_MAILBOX = '1.3.6.1.5.5.7.8.9'

/** Null for an otherName of another type. */
function mailboxOf({ children }: DerElement): string | null {
  const [type, value, ...more] = children
  const oid = oidOf(type, 'type of otherName')
  const isPair = value?.tag === explicit(0) && value.children.length === 1 && more.length === 0
  if (!isPair) throw new DerFault('otherName is not a pair')
  if (oid !== SMTP_UTF8_MAILBOX) return null
  return textOf(expectTag(value.children[0], TAG.UTF8_STRING, 'SmtpUTF8Mailbox'))
}

/**
 * @throws {DerFault} also when there is none: GeneralNames has at least one; and for x400Address and
 * ediPartyName, whose inside nobody here looks at: other programs find it broken.
 */
export function generalNamesOf(elements: readonly DerElement[]): readonly GeneralName[] {
  if (elements.length === 0) throw new DerFault('no name')
  const isNotRead = ({ tag }: DerElement) => tag === explicit(3) || tag === explicit(5)
  if (elements.some(isNotRead)) throw new DerFault('name of a form that is not read')
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
