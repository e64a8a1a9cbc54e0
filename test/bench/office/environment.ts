/** Settings of a gateway of the bench, as its environment would say them. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ADAPTERS } from '../../../adapters/index.ts'
import { credentialSetting } from '../../../gateway/config.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { printPolicy } from '../../../gateway/federation-log/policy-file.ts'
import { promiseKeyName } from '../../../gateway/service-settings.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { VariantSettings } from '../variants/registries.ts'

const ORIGIN = 'bench.ydelta.example/log'
/** Far above what is asked here: counting is measured, not refusing. */
const QUOTAS = {
  QUOTA_PER_MINUTE: '10000000',
  QUOTA_PER_DAY: '1000000000',
  ENUMERATION_PER_HOUR: '100000000',
}

/** Keys of one log and its tokens, each in a file; without witnesses. */
export async function writeKeys(folder: string, name: string): Promise<Record<string, string>> {
  const inFolder = (file: string) => join(folder, `${name}-${file}`)
  const log = newKey()
  const promise = newKey()
  const policy = printPolicy({
    logs: [createNoteSigner(ORIGIN, createPrivateKey(log)).key],
    promises: [createNoteSigner(promiseKeyName(ORIGIN), createPrivateKey(promise)).key],
    ...{ witnesses: [], least: 0 },
  })
  const files = {
    LOG_KEY_FILE: log,
    LOG_PROMISE_KEY_FILE: promise,
    ACCESS_TOKEN_KEY_FILE: newKey(),
    LOG_POLICY_FILE: policy,
  }
  const written = Object.entries(files).map(async ([setting, content]) => {
    const file = inFolder(setting.toLowerCase())
    await writeFile(file, content, { mode: 0o600 })
    return [setting, file] as const
  })
  const settings = Object.fromEntries(await Promise.all(written))
  return { ...settings, LOG_ORIGIN: ORIGIN, LOG_STATE_FILE: inFolder('signed-head') }
}

/** The registries' own credentials are not used by the one protocol of the set `plain`. */
export async function environmentFor(
  folder: string,
  registries: VariantSettings['registries'],
  more: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const unused = join(folder, 'unused')
  await writeFile(unused, 'unused')
  const ofProvinces = await Promise.all(
    PROVINCES.map(async (province) => {
      const credentials = ADAPTERS[province].credentials.map(
        (credential) => [credentialSetting(province, credential), unused] as const,
      )
      const disclosureKey = join(folder, `${province}.pem`)
      await writeFile(disclosureKey, DISCLOSURE_KEY)
      return {
        ...Object.fromEntries(credentials),
        [`${province}_URL`]: registries[province].url,
        [`${province}_DISCLOSURE_KEY_FILE`]: disclosureKey,
        [`${province}_SEARCH_KEY`]: randomBytes(32).toString('base64'),
      }
    }),
  )
  return { PLAIN_TOKENS: 'loopback', ...QUOTAS, ...more, ...Object.assign({}, ...ofProvinces) }
}

const DISCLOSURE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString()

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
