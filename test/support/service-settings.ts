/** What `ydelta serve` asks for beside database and registries: keys of its own, and a policy without witnesses. */
import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROVINCES } from '../../schemas/model/province.ts'

export async function writeServiceSettings(folder: string): Promise<Record<string, string>> {
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const ed25519 = () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const rsa = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const disclosure = await put('disclosure.pem', rsa)
  return {
    ACCESS_TOKEN_KEY_FILE: await put('token.pem', ed25519()),
    TRUST_FOLDER: folder,
    LOG_STATE_FILE: join(folder, 'head'),
    LOG_KEY_FILE: await put('log.pem', ed25519()),
    LOG_PROMISE_KEY_FILE: await put('promise.pem', ed25519()),
    LOG_POLICY_FILE: await put('policy', 'quorum none\n'),
    ...Object.fromEntries(
      PROVINCES.flatMap((province) => [
        [`${province}_DISCLOSURE_KEY_FILE`, disclosure],
        [`${province}_SEARCH_KEY`, Buffer.alloc(32).toString('base64')],
      ]),
    ),
  }
}
