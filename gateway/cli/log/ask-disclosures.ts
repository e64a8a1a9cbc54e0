/**
 * Disclosures of entries (披露): sealed ones from the gateway, opened by the province they are sealed
 * for. Neither is believed: the leaf must have its hash, each disclosure its digest in the leaf.
 */
import { randomBytes } from 'node:crypto'
import { CATALOGUE, FederationError } from '../../../schemas/model/errors.ts'
import type { ErrorCode } from '../../../schemas/model/errors.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { signToken } from '../../access/signed-token.ts'
import type { TokenSigner } from '../../access/signed-token.ts'
import { parseLeaf } from '../../federation-log/leaf.ts'
import type { Leaf } from '../../federation-log/leaf-types.ts'
import { openDisclosure } from '../../federation-log/salted-digest.ts'
import type { Disclosed } from '../../federation-log/salted-digest.ts'
import { hashLeaf } from '../../federation-log/tree.ts'
import { DISCLOSURE_REQUEST_TYPE } from '../../gatehouse/disclosure-request.ts'
import { askGateway } from '../grants/gateway-client.ts'
import type { GatewayAccess } from '../grants/gateway-client.ts'

/** What one request to a gatehouse can hold. */
export const MOST_LEAVES = 64
const LASTS_SECONDS = 120
const WITHIN_MS = 30_000

interface Sealed {
  readonly keyId: string
  readonly wrapped: string
  readonly nonce: string
  readonly ciphertext: string
}

export interface SealedEntry {
  readonly index: number
  /** base64url. */
  readonly leafHash: string
  readonly bytes: Buffer
  readonly leaf: Leaf
  /** Null: nothing is sealed for this province, or no longer. */
  readonly sealed: Sealed | null
}

const ENTRY = `query ($index: LogIndex!) { logEntry(index: $index) {
  index leafHash leaf sealed { province keyId wrapped nonce ciphertext } } }`

interface EntryAnswer {
  readonly leafHash: string
  readonly leaf: string
  readonly sealed: readonly (Sealed & { readonly province: Province })[]
}

/** @throws {FederationError} `LOG_ENTRY_UNKNOWN`; `LOG_ENTRY_INVALID` its hash is another; what the gateway refuses with. */
export async function fetchSealed(
  gateway: GatewayAccess,
  index: number,
  province: Province,
): Promise<SealedEntry> {
  const found = await askGateway<EntryAnswer | null>(gateway, ENTRY, { index })
  if (found === null) throw new FederationError('LOG_ENTRY_UNKNOWN', { index })
  const bytes = Buffer.from(found.leaf)
  const { leafHash } = found
  if (hashLeaf(bytes).toString('base64url') !== leafHash) {
    throw new FederationError('LOG_ENTRY_INVALID', { index, path: 'logEntry', reason: 'hash' })
  }
  const own = found.sealed.find((each) => each.province === province)
  const { province: _, ...sealed } = own ?? {}
  return {
    ...{ index, leafHash, bytes, leaf: parseLeaf(bytes) },
    sealed: own === undefined ? null : (sealed as Sealed),
  }
}

export interface DisclosureWish {
  /** Address of the gatehouse, without a path. */
  readonly gatehouse: string
  /** Its id: the audience of the request. */
  readonly audience: string
  readonly signer: TokenSigner
  readonly caseNumber: string
  readonly basis: string
}

export interface OpenedEntry {
  readonly entry: SealedEntry
  readonly disclosures: readonly (Disclosed & { readonly text: string })[]
}

/**
 * `entries`: with something sealed, at most {@link MOST_LEAVES}.
 *
 * @throws {FederationError} `GATEHOUSE_…` and `TOKEN_…` as the gatehouse refuses; `GATEWAY_UNREACHABLE`
 * it does not answer; `LOG_DISCLOSURE_FOREIGN` what it says does not belong to the leaf.
 */
export async function askDisclosures(
  wish: DisclosureWish,
  entries: readonly SealedEntry[],
  at: Date,
): Promise<readonly OpenedEntry[]> {
  const answer = await post(wish, {
    request: await requestToken(wish, entries, at),
    entries: entries.map(({ leafHash, bytes, sealed }) => {
      return { leafHash, leaf: bytes.toString('base64url'), sealed: [sealed] }
    }),
  })
  return entries.map((entry) => {
    const own = answer.leaves.find(({ leafHash }) => leafHash === entry.leafHash)
    const texts = own?.disclosures ?? []
    const disclosures = texts.map((text) => ({ text, ...openDisclosure(entry.leaf, text) }))
    return { entry, disclosures }
  })
}

function requestToken(
  { audience, caseNumber, basis, signer }: DisclosureWish,
  entries: readonly SealedEntry[],
  at: Date,
): Promise<string> {
  const now = Math.floor(at.getTime() / 1_000)
  const claims = {
    ...{ jti: randomBytes(18).toString('base64url'), aud: audience },
    ...{ iat: now, exp: now + LASTS_SECONDS, case: caseNumber, basis },
    leaves: entries.map(({ leafHash }) => leafHash),
  }
  return signToken(DISCLOSURE_REQUEST_TYPE, claims, signer)
}

interface GatehouseAnswer {
  readonly leaves: readonly { readonly leafHash: string; readonly disclosures: readonly string[] }[]
}

async function post({ gatehouse: url }: DisclosureWish, body: object): Promise<GatehouseAnswer> {
  let answer: GatehouseAnswer & { readonly code?: unknown }
  let status: number
  try {
    const response = await fetch(new URL('/_gatehouse/disclosures', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    status = response.status
    answer = (await response.json()) as typeof answer
  } catch (cause) {
    throw new FederationError('GATEWAY_UNREACHABLE', { url }, { cause })
  }
  if (status === 200 && Array.isArray(answer.leaves)) return answer
  const { code } = answer
  const isKnown = typeof code === 'string' && Object.hasOwn(CATALOGUE, code)
  throw new FederationError(isKnown ? (code as ErrorCode) : 'INTERNAL', { url })
}
