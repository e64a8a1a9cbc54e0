/** Keys of one test: nothing on disk. */
import type { KeyObject } from 'node:crypto'
import type { KeyRing } from '../../../certs/hierarchy.ts'
import { keyIdentifierOf } from '../../../certs/keys.ts'
import type { KeyPair } from '../../../certs/keys.ts'
import { FederationError } from '../../../schemas/model/errors.ts'

export class MemoryKeys implements KeyRing {
  readonly kept = new Map<string, KeyObject>()

  privateKey(id: string): Promise<KeyObject> {
    const key = this.kept.get(id)
    if (key !== undefined) return Promise.resolve(key)
    return Promise.reject(new FederationError('CERTS_KEY_MISSING', { file: id }))
  }

  add({ publicKey, privateKey }: KeyPair): string {
    const id = keyIdentifierOf(publicKey).toString('hex')
    this.kept.set(id, privateKey)
    return id
  }
}
