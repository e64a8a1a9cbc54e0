/**
 * What a process trusts, as files that the operator, or the parties' processes, put there:
 *
 *   anchors.json, *.pem   trust anchors (信任锚), each with its row: whose it is, where and for what
 *   crls/*.pem            revocation lists (吊销列表) of their authorities
 *
 * Whoever can write here makes the gateway believe any certificate; whoever can hold lists back, that
 * a revoked one is good, until the list it has ends.
 */
import { X509Certificate } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CERTIFICATE_PURPOSES } from '../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Jurisdiction } from '../certification-path/anchors.ts'

const ANCHOR_LIST = 'anchors.json'
const CRLS = 'crls'
const MOST_BYTES = 1024 * 1024

/** A row, as certs/trust-folder.ts writes it. */
const ROW = z.object({
  party: z.string(),
  jurisdiction: z.object({ C: z.string(), ST: z.string().exactOptional() }),
  purposes: z.array(
    z.enum(Object.keys(CERTIFICATE_PURPOSES) as [CertificatePurpose, ...CertificatePurpose[]]),
  ),
  file: z.string().regex(/^[a-z0-9-]+\.pem$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export interface FolderAnchor {
  /** The party whose root it is: `shanghai`. */
  readonly party: string
  readonly jurisdiction: Jurisdiction
  readonly purposes: readonly CertificatePurpose[]
  /** DER. */
  readonly certificate: Buffer
}

export interface FolderTrust {
  readonly anchors: readonly FolderAnchor[]
  /** DER. */
  readonly crls: readonly Buffer[]
}

/** Changes whenever a file does: names, sizes, times. A folder that is not there has none. */
export async function stampOf(folder: string): Promise<string> {
  const files = [ANCHOR_LIST, ...(await pemFiles(folder, '.')), ...(await pemFiles(folder, CRLS))]
  const stamps = files.map(async (file) => {
    const { size, mtimeMs, ino } = await stat(join(folder, file)).catch(nothingThere)
    return `${file} ${ino} ${size} ${mtimeMs}`
  })
  return (await Promise.all(stamps)).join('\n')
}

/** @throws {FederationError} `TRUST_FOLDER_INVALID`. A folder that is not there yet trusts nobody. */
export async function loadTrustFolder(folder: string): Promise<FolderTrust> {
  const rows = await rowsIn(folder)
  const anchors = await Promise.all(rows.map((row) => anchorOf(folder, row)))
  const lists = await Promise.all(
    (await pemFiles(folder, CRLS)).map((file) => blocksIn(folder, file, 'X509 CRL')),
  )
  return { anchors, crls: lists.flat() }
}

async function rowsIn(folder: string): Promise<z.infer<typeof ROW>[]> {
  const text = await readFile(join(folder, ANCHOR_LIST), 'utf8').catch(whenMissing('[]'))
  try {
    return z.array(ROW).parse(JSON.parse(text))
  } catch (cause) {
    throw invalid(ANCHOR_LIST, '无法解读', cause)
  }
}

/** The row says by its fingerprint which certificate it is about. */
async function anchorOf(folder: string, row: z.infer<typeof ROW>): Promise<FolderAnchor> {
  const { party, jurisdiction, purposes, file, sha256 } = row
  const [certificate, ...more] = await blocksIn(folder, file, 'CERTIFICATE')
  if (certificate === undefined || more.length > 0 || fingerprintOf(certificate) !== sha256) {
    throw invalid(file, `与${ANCHOR_LIST}不一致`)
  }
  return { party, jurisdiction, purposes, certificate }
}

function fingerprintOf(der: Buffer): string | null {
  try {
    return new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase()
  } catch {
    return null
  }
}

async function pemFiles(folder: string, within: string): Promise<string[]> {
  const names = await readdir(join(folder, within)).catch(whenMissing([] as string[]))
  return names
    .filter((name) => /^[\w-]+(\.[\w-]+)*\.pem$/.test(name))
    .toSorted()
    .map((name) => join(within, name))
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----/g

async function blocksIn(folder: string, file: string, label: string): Promise<Buffer[]> {
  const text = await readFile(join(folder, file), 'latin1').catch((cause: unknown) => {
    throw invalid(file, '无法读取', cause)
  })
  if (text.length > MOST_BYTES) throw invalid(file, '过大')
  const blocks = [...text.matchAll(BLOCK)].filter(([, found]) => found === label)
  if (blocks.length === 0) throw invalid(file, `不含${label}`)
  return blocks.map(([, , base64 = '']) => Buffer.from(base64, 'base64'))
}

function nothingThere(): { size: number; mtimeMs: number; ino: number } {
  return { size: -1, mtimeMs: 0, ino: 0 }
}

function whenMissing<T>(value: T): (failure: NodeJS.ErrnoException) => T {
  return (failure) => {
    if (failure.code === 'ENOENT') return value
    throw failure
  }
}

function invalid(file: string, reason: string, cause?: unknown): FederationError {
  return new FederationError('TRUST_FOLDER_INVALID', { file, reason }, { cause })
}
