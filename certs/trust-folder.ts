/**
 * The anchors a party has been given, in its own folder: `anchors.json` and one PEM file a row.
 * An attacker who can write here can make this party believe any certificate; one who can read here
 * learns nothing.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FederationError } from '../schemas/model/errors.ts'
import { ANCHOR, anchorOf } from './anchors.ts'
import type { Anchor } from './anchors.ts'
import type { Party } from './parties.ts'

export const ANCHOR_LIST = 'anchors.json'

/** An anchor with its certificate. */
export interface KeptAnchor extends Anchor {
  readonly pem: string
}

/**
 * Every row with its certificate, compared.
 *
 * @throws {FederationError} `CERTS_ANCHOR_INVALID` the list cannot be read, or a row and its file differ.
 */
export async function loadAnchors(folder: string): Promise<KeptAnchor[]> {
  const rows = await rowsIn(folder)
  return Promise.all(
    rows.map(async (row) => {
      const pem = await readFile(join(folder, row.file), 'utf8').catch(() => '')
      if (JSON.stringify(anchorOf(row.party, pem, row.givenBy)) === JSON.stringify(row)) {
        return { ...row, pem }
      }
      throw new FederationError('CERTS_ANCHOR_INVALID', {
        file: row.file,
        reason: `与${ANCHOR_LIST}不一致`,
      })
    }),
  )
}

/**
 * Replaces what a party has given before by `roots` (PEM); other parties' anchors stay.
 *
 * @throws {FederationError} `CERTS_ANCHOR_INVALID`; then nothing is changed.
 */
export async function keepAnchors(
  folder: string,
  party: Party,
  roots: readonly string[],
  givenBy: string,
): Promise<Anchor[]> {
  const given = roots.map((pem) => anchorOf(party, pem, givenBy))
  const before = await rowsIn(folder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [i, { file }] of given.entries()) await replace(join(folder, file), roots[i]!)
  const rows = [...before.filter((row) => row.party !== party), ...given]
  await replace(join(folder, ANCHOR_LIST), `${JSON.stringify(rows, null, 2)}\n`)
  for (const { file } of before) {
    if (rows.every((row) => row.file !== file)) await rm(join(folder, file), { force: true })
  }
  return given
}

async function rowsIn(folder: string): Promise<Anchor[]> {
  const text = await readFile(join(folder, ANCHOR_LIST), 'utf8').catch(
    (failure: NodeJS.ErrnoException) => {
      if (failure.code === 'ENOENT') return '[]'
      throw failure
    },
  )
  try {
    return z.array(ANCHOR).parse(JSON.parse(text))
  } catch (cause) {
    const facts = { file: ANCHOR_LIST, reason: '无法解读' }
    throw new FederationError('CERTS_ANCHOR_INVALID', facts, { cause })
  }
}

async function replace(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, content)
  await rename(draft, path)
}
