/**
 * Hosts in names, as far as constraints compare them. Source: RFC 5280, section 4.2.1.10; RFC 1034,
 * section 3.5. Only the plain spelling is a host here: `bad.example.`, `bad%2eexample` and `*.example`
 * reach hosts that a comparison with `bad.example` would not find.
 */

/** Dots between labels only; the last label begins with a letter, so that no number is a host. */
const HOST = /^(?:[a-z0-9_-]+\.)*[a-z_][a-z0-9_-]*$/i

export function isHost(text: string): boolean {
  return HOST.test(text)
}

/** Local part as written, without quotes; host in lower case. */
const MAILBOX = /^([^@"\\\s()<>[\],:;]+)@([^@]+)$/

/** Null for what is no mailbox at a plain host. */
export function mailboxOf(text: string): { local: string; host: string } | null {
  const [, local, host] = MAILBOX.exec(text) ?? []
  if (local === undefined || host === undefined || !isHost(host)) return null
  return { local, host: host.toLowerCase() }
}

/**
 * Between `//` and port, path or end. Nothing where programs find different hosts: OpenSSL takes a user
 * for the host's beginning, `?` and `#` right behind it for a part of it, and looks for the port as far
 * as the path.
 */
const URI_WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/?#:@[\]]+)(?::\d*(?:\/.*)?|\/[^:]*)?$/i

/** In lower case; null for an address, for none, and for one that is not written plainly. */
export function hostOfUri(uri: string): string | null {
  const [, host = ''] = URI_WITH_HOST.exec(uri) ?? []
  return isHost(host) ? host.toLowerCase() : null
}
