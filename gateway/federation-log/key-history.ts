/**
 * Keys that no longer count, as the log itself says (密钥更换). A rotation in the log only ever takes
 * away: which new key is trusted is for the policy file to say, not for whoever holds the old one.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { SeenLeaf } from './findings.ts'
import type { JudgedHead } from './head-steps.ts'
import type { KeyRotationLeaf } from './leaf-types.ts'
import { isOf } from './note.ts'
import type { LogPolicy } from './policy.ts'
import { printVerifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

export interface Rotation {
  readonly index: number
  readonly leaf: KeyRotationLeaf
}

export class KeyHistory {
  readonly rotations: Rotation[] = []

  see({ leaf, index }: SeenLeaf): void {
    if (leaf.type === 'KEY_ROTATION') this.rotations.push({ index, leaf })
  }

  /** The rotation by which the key no longer counts at this instant; null: it counts. */
  retiredBy(key: VerifierKey, use: KeyRotationLeaf['use'], at: Date): Rotation | null {
    const vkey = printVerifierKey(key)
    const retired = this.rotations.find(
      ({ leaf }) => leaf.use === use && leaf.oldKey === vkey && Date.parse(leaf.from) <= +at,
    )
    return retired ?? null
  }

  /**
   * `at`: when the quorum had seen the checkpoint.
   *
   * @throws {FederationError} `LOG_KEY_RETIRED` none of the log's signatures, or too few of the
   * witnesses', is of a key that still counted.
   */
  refuseRetired({ signedBy, witnesses }: JudgedHead, policy: LogPolicy, at: Date): void {
    const logKeys = policy.logs.filter((key) => signedBy.some((line) => isOf(line, key)))
    const retired = logKeys.map((key) => this.retiredBy(key, 'LOG', at))
    if (retired.every((each) => each !== null)) throw refused(retired[0])
    for (const key of policy.witnesses) {
      const line = witnesses.cosignatures.find(
        ({ name, id, outcome }) => outcome === 'COUNTED' && name === key.name && id === key.id,
      )
      const rotation = line?.at == null ? null : this.retiredBy(key, 'WITNESS', line.at)
      if (rotation !== null) throw refused(rotation)
    }
  }
}

function refused(rotation: Rotation | undefined | null): FederationError {
  const { index, leaf } = rotation!
  const name = leaf.oldKey.slice(0, leaf.oldKey.indexOf('+'))
  return new FederationError('LOG_KEY_RETIRED', { index, name, from: leaf.from })
}
