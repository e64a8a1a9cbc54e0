/** OpenSSL as a second opinion: tests compare with it, production never asks it. */
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeUnless } from '../not-run.ts'
import { findPrograms, type FoundPrograms } from '../programs.ts'
import { createTemporaryFolder } from '../temporary-folder.ts'
import { AT } from './certificate.ts'
import { toPem } from '../../../certs/pem.ts'
import type { PemLabel } from '../../../certs/pem.ts'

const OPENSSL = { name: 'openssl', programs: ['openssl'], packages: ['openssl'] }
const TIMEOUT_MS = 20_000
/** Before 3.0 `-x509_strict` looks at much less; LibreSSL has none of it. */
const FIT = /^OpenSSL ([3-9]|[1-9]\d)\./

export interface OpensslQuestion {
  /** DER, the leaf first; the others are what OpenSSL may build a path from. */
  readonly chain: readonly Buffer[]
  readonly anchors: readonly Buffer[]
  /** One for each issuer in the path, the anchor included. */
  readonly crls: readonly Buffer[]
  /** Default: {@link AT}. */
  readonly at?: Date
  /** Further options of `openssl verify`, such as `-policy_check`. */
  readonly options?: readonly string[]
}

export interface OpensslAnswer {
  readonly accepted: boolean
  /**
   * `error 10 at 0 depth lookup: certificate has expired`, several joined by `; `, or why a file
   * could not be read. Empty when accepted.
   */
  readonly says: string
}

export interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** `describe` for tests that ask OpenSSL: NOT RUN where there is none, failed in that case in CI. */
export async function describeWithOpenssl(name: string, tests: () => void): Promise<void> {
  const reason = await findOpenssl().then(
    () => undefined,
    (error: Error) => error.message,
  )
  describeUnless(reason, name, tests)
}

/**
 * `openssl verify -x509_strict -crl_check_all`: only self-signed anchors end a path, nothing but
 * what is given here is trusted, indirect and delta CRLs are not used.
 *
 * @throws {Error} when OpenSSL was not able to give an answer: that is no refusal
 */
export async function opensslVerify(question: OpensslQuestion): Promise<OpensslAnswer> {
  const { chain, anchors, crls, at = AT, options = [] } = question
  const [leaf, ...rest] = chain
  if (leaf === undefined) throw new Error('an empty chain has no leaf')
  const folder = await createTemporaryFolder('openssl')
  try {
    const file = (name: string) => join(folder, name)
    await writeFile(file('leaf'), pem('CERTIFICATE', [leaf]))
    const args = [
      '-x509_strict',
      '-crl_check_all',
      '-attime',
      String(Math.floor(at.getTime() / 1000)),
    ]
    args.push('-no-CApath', '-no-CAstore', ...options)
    if (anchors.length === 0) args.push('-no-CAfile') // else the machine's own anchors
    for (const [option, kind, items] of [
      ['-CAfile', 'CERTIFICATE', anchors],
      ['-untrusted', 'CERTIFICATE', rest],
      ['-CRLfile', 'X509 CRL', crls],
    ] as const) {
      if (items.length === 0) continue
      await writeFile(file(option), pem(kind, items))
      args.push(option, file(option))
    }
    return answerOf(await runOpenssl(['verify', ...args, file('leaf')]), folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Any other command. @throws {Error} when it could not be run to its end */
export async function runOpenssl(args: readonly string[], input?: Buffer): Promise<Run> {
  return runProgram(await findOpenssl(), args, input)
}

let found: Promise<FoundPrograms> | undefined

function findOpenssl(): Promise<FoundPrograms> {
  return (found ??= findPrograms(OPENSSL).then(async (programs) => {
    const { stdout } = await runProgram(programs, ['version'])
    if (!FIT.test(stdout)) throw new Error(`OpenSSL 3 or later is needed, not ${stdout.trim()}`)
    return programs
  }))
}

function runProgram(
  { files, env }: FoundPrograms,
  args: readonly string[],
  input?: Buffer,
): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>()
  // The machine's own configuration must not change an answer.
  const ownEnv = { PATH: process.env['PATH'] ?? '', ...env, OPENSSL_CONF: '/dev/null', LC_ALL: 'C' }
  const options = { env: ownEnv, timeout: TIMEOUT_MS, maxBuffer: 2 ** 24 }
  const child = execFile(files[0]!, args, options, (error, stdout, stderr) => {
    const status = error === null ? 0 : error.code
    if (typeof status === 'number') resolve({ status, stdout, stderr })
    else reject(new Error(`openssl ${args[0] ?? ''} did not end by itself`, { cause: error }))
  })
  child.stdin?.on('error', () => {}) // it may end before it has read everything
  child.stdin?.end(input)
  return promise
}

/** Accepted is what OpenSSL accepts twice, by its status and in words. */
function answerOf({ status, stdout, stderr }: Run, folder: string): OpensslAnswer {
  if (status === 0 && /: OK$/m.test(stdout)) return { accepted: true, says: '' }
  const lines = stderr.split('\n').filter((line) => line !== '')
  const errors = lines.filter((line) => /^error \d+ at/.test(line))
  const says = (errors.length > 0 ? errors : lines).join('; ').replaceAll(folder, '')
  return { accepted: false, says }
}

function pem(label: PemLabel, items: readonly Buffer[]): string {
  return items.map((der) => toPem(label, der)).join('')
}
