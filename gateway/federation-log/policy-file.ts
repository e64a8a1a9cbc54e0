/**
 * Policy files as we write them. C2SP tlog-policy has no word for keys that sign promises (存证回执),
 * so those stand in comment lines, `# promise <vkey>`: other programs read the file as it is, and a
 * file without such lines is whole, only promise lists need them.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { COSIGNATURE_V1 } from './cosignature.ts'
import { parsePolicy } from './policy.ts'
import { ED25519, parseVerifierKey, printVerifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

export interface PolicyParts {
  readonly logs: readonly VerifierKey[]
  readonly promises: readonly VerifierKey[]
  readonly witnesses: readonly {
    /** Within the file. */
    readonly name: string
    readonly key: VerifierKey
    readonly url: string | null
  }[]
  /** At least so many witnesses; 0: none is asked. */
  readonly least: number
}

const GROUP = 'enough'

/** @throws {FederationError} `LOG_POLICY_INVALID` it could not be read back: names, counts, keys given twice. */
export function printPolicy({ logs, promises, witnesses, least }: PolicyParts): string {
  const names = witnesses.map(({ name }) => name)
  const lines = [
    ...logs.map((key) => `log ${printVerifierKey(key)}`),
    ...promises.map((key) => `# promise ${printVerifierKey(key)}`),
    ...witnesses.map(({ name, key, url }) =>
      ['witness', name, printVerifierKey(key), ...(url === null ? [] : [url])].join(' '),
    ),
    ...(least === 0
      ? ['quorum none']
      : [`group ${GROUP} ${least} ${names.join(' ')}`, `quorum ${GROUP}`]),
  ]
  const text = `${lines.join('\n')}\n`
  const read = parsePolicy(text)
  if (read.logs.length === logs.length && read.witnesses.length === names.length) return text
  throw new FederationError('LOG_POLICY_INVALID', { line: 0, reason: 'does not read back' })
}

/** In their order. @throws {FederationError} `LOG_POLICY_INVALID` with the line. */
export function promiseKeysIn(text: string): readonly VerifierKey[] {
  return text.split('\n').flatMap((line, i) => {
    const vkey = /^# promise (\S+)\s*$/.exec(line)?.[1]
    if (vkey === undefined) return []
    try {
      return [parseVerifierKey(vkey)]
    } catch (cause) {
      throw new FederationError('LOG_POLICY_INVALID', { line: i + 1, reason: 'key' }, { cause })
    }
  })
}

export const logKey = (vkey: string): VerifierKey => parseVerifierKey(vkey, [ED25519])
export const witnessKey = (vkey: string): VerifierKey => parseVerifierKey(vkey, [COSIGNATURE_V1])
