/** The log and the four witnesses of ../federation-log/parties.ts: three of them are enough. */
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { LOG, WITNESS_KEYS } from '../federation-log/parties.ts'

const names = ['a', 'b', 'c', 'd']

export const POLICY_TEXT = [
  `log ${printVerifierKey(LOG.key)}`,
  ...WITNESS_KEYS.map((key, i) => `witness ${names[i]} ${printVerifierKey(key)}`),
  `group all 3 ${names.join(' ')}`,
  'quorum all\n',
].join('\n')

export const POLICY = parsePolicy(POLICY_TEXT)
