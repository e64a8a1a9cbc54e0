/** Revocation lists (吊销列表) that a party hands over, in the folder that the gateway trusts by. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Party } from '../../../certs/parties.ts'

/** `lists`: PEM. They take the place of those the party handed over before. */
export async function keepLists(
  folder: string,
  party: Party,
  lists: readonly string[],
): Promise<void> {
  const crls = join(folder, 'crls')
  await mkdir(crls, { recursive: true, mode: 0o700 })
  const files = lists.map((_, i) => `${party}-${i + 1}.crl.pem`)
  for (const [i, file] of files.entries()) {
    const draft = join(crls, `${file}.${randomBytes(8).toString('hex')}`)
    await writeFile(draft, lists[i]!)
    await rename(draft, join(crls, file))
  }
  for (const file of await readdir(crls)) {
    const isTheirs = file.startsWith(`${party}-`) && file.endsWith('.crl.pem')
    if (isTheirs && !files.includes(file)) await rm(join(crls, file), { force: true })
  }
}
