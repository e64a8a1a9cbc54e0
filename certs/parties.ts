/**
 * Who has a hierarchy (证书体系) here. All names are made up and say so; the division names are real,
 * because the name constraint of an issuing authority is about them.
 */
import type { CertificatePurpose } from '../schemas/model/certificate-purpose.ts'

/** The word of the command line, and the name of the party's state folder. */
export const PARTIES = ['shanghai', 'jiangsu', 'zhejiang', 'anhui', 'national', 'gateway'] as const
export type Party = (typeof PARTIES)[number]

/** Where a party has authority: names below its issuing authorities lie within. */
export interface Jurisdiction {
  readonly C: string
  readonly ST?: string
}

export interface PartyFacts {
  readonly organisation: string
  /** Begins the common names of its authorities and signers. */
  readonly shortName: string
  readonly jurisdiction: Jurisdiction
  /** What its anchor vouches for, and what its issuing authority issues. */
  readonly purposes: readonly CertificatePurpose[]
  /** Runs a witness (见证) of the federation log. */
  readonly witness: boolean
}

const PROVINCIAL: readonly CertificatePurpose[] = [
  'LICENCE_SIGNER',
  'STATUS_LIST_SIGNER',
  'GRANT_SIGNER',
  'AGENCY_CLIENT',
  'TLS_SERVER',
]

export const PARTY_FACTS: Readonly<Record<Party, PartyFacts>> = {
  shanghai: province('上海市'),
  jiangsu: province('江苏省'),
  zhejiang: province('浙江省'),
  anhui: province('安徽省'),
  national: {
    organisation: '虚构国家企业登记机关',
    shortName: '虚构国家',
    jurisdiction: { C: 'CN' },
    purposes: ['LICENCE_SIGNER'],
    witness: false,
  },
  gateway: {
    organisation: '虚构长三角联合网关',
    shortName: '虚构网关',
    jurisdiction: { C: 'CN' },
    purposes: ['RECEIPT_SIGNER', 'LOG_SIGNER', 'TLS_SERVER'],
    witness: false,
  },
}

function province(division: string): PartyFacts {
  return {
    organisation: `虚构${division}企业登记机关`,
    shortName: `虚构${division}`,
    jurisdiction: { C: 'CN', ST: division },
    purposes: PROVINCIAL,
    witness: true,
  }
}

export function isParty(word: string): word is Party {
  return (PARTIES as readonly string[]).includes(word)
}
