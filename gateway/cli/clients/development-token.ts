/** An access token of one of the development clients of `npm start`. */
import { readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { DETAILS_TYPE } from '../../access/access-token.ts'
import { askToken } from './ask-token.ts'
import { developmentClients } from './development-clients.ts'
import type { DevelopmentRole } from './development-clients.ts'
import { DEVELOPMENT_DETAILS } from './development-details.ts'

/** @throws {FederationError} `TOKEN_NOT_ISSUED`, `GATEWAY_UNREACHABLE`. */
export async function developmentToken(
  role: DevelopmentRole,
  state: string,
  url: string,
): Promise<string> {
  const { [role]: client } = await developmentClients(state)
  const { clientId, agency, roles, keyFile, chainFile } = client
  const [key, chain] = await Promise.all([readFile(keyFile, 'utf8'), readFile(chainFile, 'utf8')])
  const details = { type: DETAILS_TYPE, ...DEVELOPMENT_DETAILS[role], agency, roles }
  const wish = { url, issuer: null, ca: null, clientId, key, chain, details }
  const { body } = await askToken(wish, new Date())
  const token = body['access_token']
  if (typeof token === 'string') return token
  throw new FederationError('TOKEN_NOT_ISSUED', { reason: String(body['code']) })
}
