/** Asks our validator and OpenSSL the same question. */
import { loadAnchors } from '../../gateway/certification-path/anchors.ts'
import { validatePath } from '../../gateway/certification-path/validate-path.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { AT } from '../support/x509/certificate.ts'
import { opensslVerify } from '../support/x509/openssl.ts'
import type { ChainCase } from './chain-case.ts'

export interface Answers {
  readonly ours: {
    readonly accepted: boolean
    readonly code: string | null
    readonly facts: Readonly<Record<string, unknown>>
  }
  readonly openssl: { readonly accepted: boolean; readonly says: string }
}

/** @param at for OpenSSL too; in whole seconds */
export async function askBoth(asked: ChainCase, at: Date = AT): Promise<Answers> {
  const { chain, anchors, crls, opensslOptions: options } = asked
  return {
    ours: askOurs(asked, at),
    openssl: await opensslVerify({ chain, anchors, crls, at, options }),
  }
}

/** @throws whatever the validator throws: it must not */
export function askOurs({ chain, anchors, crls }: ChainCase, at: Date): Answers['ours'] {
  try {
    const trusted = anchors.map((certificate) => ({
      certificate,
      jurisdiction: null,
    }))
    const { status, code, steps } = validatePath({
      chain,
      anchors: loadAnchors(trusted),
      revocation: { crls },
      purpose: 'LICENCE_SIGNER',
      at,
    })
    const facts = steps.find((step) => step.code !== null)?.facts ?? {}
    return { accepted: status === 'VALID', code, facts }
  } catch (failure) {
    if (!(failure instanceof FederationError)) throw failure
    if (failure.code !== 'TRUST_ANCHOR_INVALID') throw failure
    const { cause } = failure
    const code = cause instanceof FederationError ? cause.code : failure.code
    return { accepted: false, code, facts: failure.details }
  }
}
