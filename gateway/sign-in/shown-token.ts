/** The access token that a request shows. Source: RFC 6750, section 2. */
import type { IncomingMessage } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i
const IN_ADDRESS = /[?&]access_token=/i

/** @throws {FederationError} `SIGN_IN_TOKEN_MISSING`, `SIGN_IN_TOKEN_TWICE`, `SIGN_IN_SCHEME_UNSUPPORTED`. */
export function shownToken({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>) {
  if (IN_ADDRESS.test(url)) throw new FederationError('SIGN_IN_TOKEN_TWICE')
  const [given, ...more] = authorizations(rawHeaders)
  if (given === undefined) throw new FederationError('SIGN_IN_TOKEN_MISSING')
  // Node keeps the first of several in silence.
  if (more.length > 0) throw new FederationError('SIGN_IN_TOKEN_TWICE')
  const token = BEARER.exec(given)?.[1]
  if (token === undefined) throw new FederationError('SIGN_IN_SCHEME_UNSUPPORTED')
  return token
}

const NAME = 'authorization'

/** Names and values alternate. */
function authorizations(rawHeaders: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === NAME.length && name.toLowerCase() === NAME) found.push(rawHeaders[i + 1]!)
  }
  return found
}
