/** Throw-away credentials of the pretend registries: made once by the province, then kept. */
import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ADAPTERS } from '../../adapters/index.ts'
import type { SandboxDefinition } from '../../adapters/shared/sandbox/server.ts'
import type { Province } from '../../schemas/model/province.ts'
import { credentialSetting } from '../config.ts'
import { usingState } from './state-folder.ts'

const side = z.record(z.string(), z.string())
const ISSUED = z.object({ gateway: side, registry: side })
export type IssuedCredentials = z.infer<typeof ISSUED>

/** Both sides of what a registry issued: its own, and what it hands to the gateway. */
export async function loadRegistryCredentials(
  folder: string,
  definition: SandboxDefinition,
): Promise<IssuedCredentials> {
  const file = join(folder, 'credentials.json')
  const text = await keptOrMade(file, () => JSON.stringify(definition.issueCredentials()))
  return ISSUED.parse(JSON.parse(text))
}

/**
 * The settings that let a gateway use a registry. Credentials that are files are written into the
 * gateway's own folder.
 */
export async function registrySettingsFor(
  province: Province,
  url: string,
  credentials: Readonly<Record<string, string>>,
  gatewayFolder: string,
): Promise<Record<string, string>> {
  const settings: Record<string, string> = { [`${province}_URL`]: url }
  for (const credential of ADAPTERS[province].credentials) {
    const name = credentialSetting(province, credential)
    const value = credentials[credential] ?? ''
    settings[name] = credential.endsWith('File')
      ? await privateFile(join(gatewayFolder, `${name.toLowerCase()}.pem`), value)
      : value
  }
  return settings
}

/** A 32-byte key in base64, made once. */
export async function loadKey(folder: string, name: string): Promise<string> {
  return keptOrMade(join(folder, name), () => randomBytes(32).toString('base64'))
}

/** The file's content; made by whichever process comes first, readable by its owner only. */
export async function keptOrMade(file: string, make: () => string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return kept
  const drawn = `${file}.${randomBytes(8).toString('hex')}`
  await privateFile(drawn, make())
  try {
    await link(drawn, file) // unlike a rename, fails when it exists
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
  } finally {
    await rm(drawn, { force: true })
  }
  return readFile(file, 'utf8')
}

/** Readable by its owner only. */
export function privateFile(path: string, content: string): Promise<string> {
  return usingState(dirname(path), async () => {
    await writeFile(path, content, { mode: 0o600 })
    return path
  })
}
