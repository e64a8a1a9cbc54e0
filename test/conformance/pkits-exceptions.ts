/**
 * Valid paths of NIST PKITS that this validator refuses on purpose, each for one reason with the code
 * that belongs to it. What is refused beside this list, or for another reason, is a fault. The list
 * only ever gets shorter: docs/adr/0010 says what the validator leaves out and why.
 */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Answer } from './row.ts'

export interface ExceptionGroup {
  readonly reason: string
  readonly code: ErrorCode
  readonly ids: readonly string[]
}

export const PKITS_EXCEPTIONS: readonly ExceptionGroup[] = [
  {
    reason: 'signed with DSA and SHA-1',
    code: 'CERT_ALGORITHM_WEAK',
    ids: ['40104_valid_dsa_signatures_test4', '40105_valid_dsa_parameter_inheritance_test5'],
  },
  {
    reason: 'depth: five certificates below the anchor, four are the most',
    code: 'CHAIN_TOO_LONG',
    ids: [
      '40613_valid_pathlenconstraint_test13',
      '40614_valid_pathlenconstraint_test14',
      '40617_valid_self_issued_pathlenconstraint_test17',
      '40901_valid_require_explicit_policy_test1',
      '40902_valid_require_explicit_policy_test2',
      '40904_valid_require_explicit_policy_test4',
      '41209_valid_self_issued_inhibit_any_policy_test9',
    ],
  },
  {
    reason: 'policies: an authority has policyMappings, policyConstraints or inhibitAnyPolicy',
    code: 'CERT_EXTENSION_NOT_ALLOWED',
    ids: [
      '40806_overlapping_policies_test3',
      '40810_all_certificates_same_policies_test10',
      '40811_all_certificates_any_policy_test10',
      '40813_all_certificates_same_policies_test13',
      '40814_any_policy_test14',
      '40906_valid_self_issued_require_explicit_policy_test6',
      '41009_valid_policy_mapping_test9',
      '41011_valid_policy_mapping_test11',
      '41013_valid_policy_mapping_test13',
      '41014_valid_policy_mapping_test14',
      '41102_valid_inhibit_policy_mapping_test2',
      '41104_valid_inhibit_policy_mapping_test4',
      '41107_valid_self_issued_inhibit_policy_mapping_test7',
      '41202_valid_inhibit_any_policy_test2',
      '41203_inhibit_any_policy_test3',
      '41207_valid_self_issued_inhibit_any_policy_test7',
    ],
  },
  {
    reason: 'indirect lists: the list says that it is one',
    code: 'CRL_INDIRECT_UNSUPPORTED',
    ids: ['41422_valid_idp_with_indirectcrl_test22'],
  },
  {
    reason: "indirect lists: the certificate's point names another issuer of its list",
    code: 'CRL_SCOPE_MISMATCH',
    ids: ['41428_valid_crlissuer_test28', '41429_valid_crlissuer_test29'],
  },
  {
    reason: "indirect lists: only another issuer's list is there",
    code: 'CRL_WRONG_ISSUER',
    ids: [
      '41424_valid_idp_with_indirectcrl_test24',
      '41425_valid_idp_with_indirectcrl_test25',
      '41430_valid_crlissuer_test30',
      '41433_valid_crlissuer_test33',
    ],
  },
  {
    reason: 'delta lists: one is there, and what it says is not read',
    code: 'CRL_DELTA_UNSUPPORTED',
    ids: ['41502_valid_deltacrl_test2', '41507_valid_deltacrl_test7', '41508_valid_deltacrl_test8'],
  },
  {
    reason: 'delta lists: on hold in the complete list, taken off it in the delta list',
    code: 'CERT_LEAF_REVOKED',
    ids: ['41505_valid_deltacrl_test5'],
  },
]

/** Whether a wrongly refused path is on the list, and was refused for the reason it is there for. */
export function isExplained({ id, code }: Answer): boolean {
  return PKITS_EXCEPTIONS.some((group) => group.code === code && group.ids.includes(id))
}
