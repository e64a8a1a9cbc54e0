/** A party that signs: its chain, its key, and what has to be trusted for it. Fictitious, of Shanghai. */
import { chainTrust } from '../../../gateway/access/signed-token.ts'
import type { TokenSigner, TokenTrust } from '../../../gateway/access/signed-token.ts'
import type { JwsAlgorithm } from '../../../gateway/access/jws-algorithms.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import { makeSigner, trust } from '../../support/good-path.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import type { CrlSpec } from '../../support/x509/crl.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import type { Issued, Options } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'

export interface Party {
  readonly signer: TokenSigner
  /** Its chain counts, for the purpose it was made for. */
  readonly trust: TokenTrust
  readonly leaf: Issued
  readonly ca: Issued
  readonly chain: readonly Buffer[]
}

export interface PartyOptions {
  readonly kind?: KeyKind
  readonly alg?: JwsAlgorithm
  /** Of the key: another index is another key. */
  readonly index?: number
  readonly leaf?: Options
  readonly caList?: CrlSpec
  readonly root?: Issued
}

const ALGORITHM: Partial<Record<KeyKind, JwsAlgorithm>> = { 'p-256': 'ES256', ed25519: 'EdDSA' }

export function makeParty(purpose: CertificatePurpose, options: PartyOptions = {}): Party {
  const { kind = 'rsa-2048', index = 2, root = makeRoot() } = options
  const { alg = ALGORITHM[kind] ?? 'PS256' } = options
  const ca = makeIntermediate(root)
  const leaf = makeSigner(ca, { key: takeKey(kind, index), ...options.leaf }, purpose)
  const crls = [makeCrl(root), makeCrl(ca, options.caList ?? {})]
  const chain = [leaf.der, ca.der]
  return {
    signer: { alg, key: leaf.key.privateKey, by: { x5c: chain } },
    trust: chainTrust(purpose, { anchors: trust(root), revocation: { crls } }),
    leaf,
    ca,
    chain,
  }
}
