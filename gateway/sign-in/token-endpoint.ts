/** `POST /token`. Source: RFC 6749, sections 5.1 and 5.2; RFC 9396, sections 5 and 7. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { DETAILS_TYPE } from '../access/access-token.ts'
import type { AccessDetails, TokenPlace } from '../access/access-token.ts'
import { issueToken } from './issue-token.ts'
import type { IssuedToken, SignInProgress } from './issue-token.ts'
import type { SignInOptions } from './options.ts'
import { readTokenRequest } from './token-request.ts'

/**
 * Each costs some public-key operations: anybody can ask for them. Counted from when all of it has come,
 * so that who sends slowly keeps nobody out.
 */
const MOST_AT_ONCE = 64

export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export function createTokenEndpoint(
  options: SignInOptions,
  place: () => TokenPlace & { readonly tokenEndpoint: string },
): Route {
  let underWay = 0
  return async function handleToken(request, response) {
    const progress: SignInProgress = { client: null, details: null }
    try {
      if (request.method !== 'POST') {
        response.setHeader('allow', 'POST')
        throw new FederationError('SIGN_IN_METHOD_WRONG', { allowed: 'POST' })
      }
      const asked = await readTokenRequest(request)
      const issued = await oneOfMany(() => issueToken(asked, request, options, place(), progress))
      options.observer.issued({ at: options.now(), ...issued })
      answer(response, 200, tokenAnswer(issued))
    } catch (failure) {
      refuse(response, codedOf(failure, options), progress, options)
    }
  }

  /** @throws {FederationError} `SIGN_IN_BUSY`. */
  async function oneOfMany<T>(work: () => Promise<T>): Promise<T> {
    if (underWay >= MOST_AT_ONCE) throw new FederationError('SIGN_IN_BUSY')
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
}

function tokenAnswer({ token, expiresInSeconds, details }: IssuedToken): object {
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    authorization_details: [detailsAnswer(details)],
  }
}

function detailsAnswer({ agency, officer, roles, purpose, legalBasis, caseNumber }: AccessDetails) {
  return {
    ...{ type: DETAILS_TYPE, agency, roles, purpose, legal_basis: legalBasis },
    ...(officer === null ? {} : { officer }),
    ...(caseNumber === null ? {} : { case_number: caseNumber }),
  }
}

function codedOf(failure: unknown, { log }: SignInOptions): FederationError {
  const coded = failure instanceof FederationError ? failure : new FederationError('INTERNAL')
  if (coded !== failure || coded.status >= 500) log.error({ err: failure }, 'sign-in failed')
  return coded
}

function refuse(
  response: ServerResponse,
  failure: FederationError,
  { client, details }: SignInProgress,
  { observer, now }: SignInOptions,
): void {
  const { code, message, retryable } = failure
  const { officer = null, purpose = null } = details ?? {}
  observer.refused({ at: now(), code, agency: client?.agency ?? null, officer, purpose })
  // What is left of a body is not read: the connection cannot be used again.
  if (code === 'BODY_TOO_LARGE') response.setHeader('connection', 'close')
  if (failure.status === 401) response.setHeader('www-authenticate', 'Bearer')
  const requestId = String(response.getHeader('x-request-id'))
  const error = oauthError(failure)
  answer(response, failure.status, {
    ...{ error, error_description: `${code} ${requestId}` },
    ...{ code, message, retryable, requestId },
  })
}

/** Of the words of RFC 6749, section 5.2, and RFC 9396, section 5, the one a library knows. */
function oauthError({ code, status }: FederationError): string {
  if (status >= 500) return 'temporarily_unavailable'
  return OAUTH_ERRORS[code] ?? (status === 401 ? 'invalid_client' : 'invalid_request')
}

const OAUTH_ERRORS: Partial<Record<ErrorCode, string>> = {
  SIGN_IN_GRANT_TYPE_UNSUPPORTED: 'unsupported_grant_type',
  SIGN_IN_AGENCY_FOREIGN: 'invalid_authorization_details',
  SIGN_IN_ROLE_NOT_REGISTERED: 'invalid_authorization_details',
  SIGN_IN_DETAILS_INVALID: 'invalid_authorization_details',
  PURPOSE_UNKNOWN: 'invalid_authorization_details',
  PURPOSE_NOT_FOR_ROLE: 'invalid_authorization_details',
  LEGAL_BASIS_UNKNOWN: 'invalid_authorization_details',
  LEGAL_BASIS_NOT_FOR_PURPOSE: 'invalid_authorization_details',
  CASE_NUMBER_MISSING: 'invalid_authorization_details',
  OFFICER_MISSING: 'invalid_authorization_details',
  ROLE_READS_NO_DATA: 'invalid_authorization_details',
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  })
  response.end(JSON.stringify(body))
}
