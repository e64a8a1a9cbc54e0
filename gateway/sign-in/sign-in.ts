/** Sign-in (登录) of agencies: tokens are issued, and known again. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { DETAILS_TYPE } from '../access/access-token.ts'
import { JWS_ALGORITHMS } from '../access/jws-algorithms.ts'
import { createAuthenticate } from './authenticate.ts'
import type { Authenticate } from './authenticate.ts'
import type { SignInOptions } from './options.ts'
import { createTokenEndpoint } from './token-endpoint.ts'
import type { Route } from './token-endpoint.ts'

export interface SignIn {
  readonly authenticate: Authenticate
  readonly handleToken: Route
  /** By first segment of the path: `token`, `jwks.json`, `.well-known`. */
  readonly routes: ReadonlyMap<string, Route>
}

export function createSignIn(options: SignInOptions): SignIn {
  const place = () => {
    const issuer = options.issuer()
    return { issuer, audience: `${issuer}/graphql`, tokenEndpoint: `${issuer}/token` }
  }
  const handleToken = createTokenEndpoint(options, place)
  const keys = document('/jwks.json', () => options.keys.jwks)
  const metadata = document('/.well-known/oauth-authorization-server', () =>
    metadataOf(options, place().issuer),
  )
  return {
    authenticate: createAuthenticate(options, place),
    handleToken,
    routes: new Map([
      ['token', only('/token', handleToken)],
      ['jwks.json', keys],
      ['.well-known', metadata],
    ]),
  }
}

/** Source: RFC 8414, section 2; RFC 8705, section 3.3; RFC 9396, section 10. */
function metadataOf({ plainTokens }: SignInOptions, issuer: string): object {
  return {
    issuer,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: JWS_ALGORITHMS,
    authorization_details_types_supported: [DETAILS_TYPE],
    tls_client_certificate_bound_access_tokens: plainTokens === 'NEVER',
  }
}

function only(path: string, route: Route): Route {
  return (request, response) => {
    if (pathOf(request) === path) return route(request, response)
    return Promise.reject(new FederationError('PATH_UNKNOWN'))
  }
}

function document(path: string, bodyOf: () => object): Route {
  return only(path, (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET')
      return Promise.reject(new FederationError('SIGN_IN_METHOD_WRONG', { allowed: 'GET' }))
    }
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'max-age=300',
    })
    response.end(JSON.stringify(bodyOf()))
    return Promise.resolve()
  })
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]!
}
