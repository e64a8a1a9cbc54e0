/** What of a hierarchy others may have, as files. Nothing here is read back. */
import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { authorityOf } from './hierarchy.ts'
import type { Hierarchy } from './hierarchy.ts'
import { wordOf } from './profiles.ts'

/**
 * `root-g1.pem`, `root-g1.crl.pem`, the same for issuing authorities, `licence-signer-g1.chain.pem`
 * (leaf, then issuer) for the party's own, `witness.vkey`.
 */
export async function publishPublic(folder: string, hierarchy: Hierarchy): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of publicFiles(hierarchy)) {
    const draft = join(folder, `.${name}.${randomBytes(8).toString('hex')}`)
    await writeFile(draft, content)
    await rename(draft, join(folder, name))
  }
}

function publicFiles(hierarchy: Hierarchy): [name: string, content: string][] {
  const { authorities, certificates, witness } = hierarchy
  return [
    ...authorities.flatMap(({ id, pem, crl }): [string, string][] => [
      [`${id}.pem`, pem],
      [`${id}.crl.pem`, crl.pem],
    ]),
    ...certificates
      .filter(({ generation }) => generation !== null)
      .map(({ role, generation, pem, issuer }): [string, string] => [
        `${wordOf(role)}-g${generation}.chain.pem`,
        pem + authorityOf(hierarchy, issuer).pem,
      ]),
    ...(witness === null ? [] : [['witness.vkey', `${witness.verifierKey}\n`] as [string, string]]),
  ]
}
