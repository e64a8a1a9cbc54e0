/**
 * NIST PKITS as questions to a validator of paths. The index lists intermediates in no order; they
 * are put in order here with Node's own `X509Certificate`, so that what is tested has no part in it.
 */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const PKITS_PATHS = 210
/** Within every certificate and list that is meant to be in time. */
export const PKITS_AT = new Date('2025-06-01T00:00:00Z')

export interface PathVector {
  readonly id: string
  readonly valid: boolean
  /** DER, leaf first, without the anchor. */
  readonly chain: readonly Buffer[]
  /** Given beside the path: they sign lists, or lead nowhere. */
  readonly crlSigners: readonly Buffer[]
  readonly crls: readonly Buffer[]
  /** Certificates in the path, the anchor counted, as the publishers say; null where they do not. */
  readonly saidLength: number | null
}

export interface PathVectors {
  readonly anchor: Buffer
  readonly vectors: readonly PathVector[]
}

const ANCHOR = 'certs/TrustAnchorRootCertificate.crt'
const ANCHOR_LIST = 'crls/TrustAnchorRootCRL.crl'
const FILE_NAME = z.string().regex(/^[\w.-]+$/)
const INDEX = z.array(
  z.object({
    id: z.string(),
    cert: FILE_NAME,
    intermediates: z.array(FILE_NAME),
    crls: z.array(FILE_NAME),
    expect: z.enum(['valid', 'invalid']),
    path_len: z.number().optional(),
  }),
)
type IndexRow = z.infer<typeof INDEX>[number]

/** @throws {Error} naming the file that is missing or not what it should be. */
export function readPkits(folder: string): PathVectors {
  const index = readIndex(folder)
  refuseGaps(folder, ['index.json', ANCHOR, ANCHOR_LIST, ...index.flatMap(filesOf)])
  const anchor = readCertificate(folder, ANCHOR)
  return { anchor: anchor.raw, vectors: index.map((row) => vectorOf(row, folder, anchor)) }
}

function readIndex(folder: string): readonly IndexRow[] {
  refuseGaps(folder, ['index.json'])
  const { data, error } = INDEX.safeParse(jsonIn(join(folder, 'index.json')))
  if (data === undefined) throw new Error(`index.json: ${z.prettifyError(error)}`)
  if (data.length === PKITS_PATHS) return data
  throw new Error(`index.json has ${data.length} paths, not ${PKITS_PATHS}`)
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error('index.json is not JSON', { cause })
  }
}

function filesOf({ cert, intermediates, crls }: IndexRow): readonly string[] {
  return [
    ...[cert, ...intermediates].map((name) => `certs/${name}`),
    ...crls.map((name) => `crls/${name}`),
  ]
}

function refuseGaps(folder: string, names: readonly string[]): void {
  const missing = [...new Set(names)].filter((name) => !existsSync(join(folder, name)))
  if (missing.length === 0) return
  const more = missing.length > 1 ? `, and ${missing.length - 1} more files` : ''
  throw new Error(`incomplete: ${missing[0]!} is missing${more}`)
}

function vectorOf(row: IndexRow, folder: string, anchor: X509Certificate): PathVector {
  const read = (name: string) => readCertificate(folder, `certs/${name}`)
  const pool = row.intermediates.map(read)
  const path = pathThrough(read(row.cert), pool, anchor)
  return {
    id: row.id,
    valid: row.expect === 'valid',
    chain: path.map(({ raw }) => raw),
    crlSigners: pool.filter((each) => !path.includes(each)).map(({ raw }) => raw),
    crls: [...row.crls.map((name) => `crls/${name}`), ANCHOR_LIST].map((name) =>
      readFileSync(join(folder, name)),
    ),
    saidLength: row.path_len ?? null,
  }
}

function readCertificate(folder: string, name: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(join(folder, name)))
  } catch (cause) {
    throw new Error(`${name} is not a certificate`, { cause })
  }
}

/**
 * By signature where one holds; else by name, so that a path with a bad signature is asked in full
 * and the refusal is the validator's.
 */
export function pathThrough(
  leaf: X509Certificate,
  pool: readonly X509Certificate[],
  anchor: X509Certificate,
): readonly X509Certificate[] {
  const path = [leaf]
  let last = leaf
  while (!isSignedBy(last, anchor)) {
    const rest = pool.filter((each) => !path.includes(each))
    const next =
      rest.find((each) => isSignedBy(last, each)) ?? rest.find((each) => names(last, each))
    if (next === undefined) break
    path.push(next)
    last = next
  }
  return path
}

function isSignedBy(child: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return child.verify(issuer.publicKey)
  } catch {
    return false // a key that inherits its parameters, a signature of another kind
  }
}

function names(child: X509Certificate, issuer: X509Certificate): boolean {
  return plain(child.issuer) === plain(issuer.subject)
}

const plain = (name: string): string => name.toLowerCase().replace(/ +/g, ' ')
