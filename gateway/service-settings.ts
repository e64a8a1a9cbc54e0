/** Settings of the gateway that serves: sign-in and the federation log. README lists each. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { parsePolicy } from './federation-log/policy.ts'
import type { LogPolicy } from './federation-log/policy.ts'
import { createNoteSigner } from './federation-log/note-signer.ts'
import type { NoteSigner } from './federation-log/note.ts'
import { promiseKeysIn } from './federation-log/policy-file.ts'
import type { VerifierKey } from './federation-log/verifier-key.ts'
import { PROVINCES } from '../schemas/model/province.ts'
import type { Province } from '../schemas/model/province.ts'
import { contentOf } from './config-files.ts'
import type { Recipient } from './log/data-keys.ts'

export interface ServiceSettings {
  /** Anchors and revocation lists; whoever can write there decides who can sign in. */
  readonly trustFolder: string
  readonly log: LogSettings
}

export interface LogSettings {
  readonly origin: string
  /** The current one first; former ones sign as well while a planned rotation lasts. */
  readonly logKeys: readonly [NoteSigner, ...NoteSigner[]]
  readonly promiseKey: NoteSigner
  readonly policy: LogPolicy
  /** Where the last signed head is kept beside the database. */
  readonly stateFile: string
  readonly recipients: Readonly<Record<Province, Recipient>>
}

type Given = Readonly<Record<string, string | undefined>>

const DEFAULT_ORIGIN = 'log.ydelta.example/federation'

/** Promises are signed by a key of their own, named after the log. */
export function promiseKeyName(origin: string): string {
  return `${origin}/promise`
}

/** `problems` gets a line for each mistake; then what is returned is not used. */
export function readServiceSettings(given: Given, problems: string[]): ServiceSettings {
  for (const setting of ['ACCESS_TOKEN_KEY_FILE', 'TRUST_FOLDER', 'LOG_STATE_FILE']) {
    if (given[setting] === undefined) problems.push(`${setting}：必填`)
  }
  return { trustFolder: given['TRUST_FOLDER'] ?? '', log: logSettings(given, problems) }
}

function logSettings(given: Given, problems: string[]): LogSettings {
  const before = problems.length
  const origin = given['LOG_ORIGIN'] ?? DEFAULT_ORIGIN
  const logKey = signer(given, 'LOG_KEY_FILE', origin, problems)
  const formerKeys = formerSigners(given, origin, problems)
  const promiseKey = signer(given, 'LOG_PROMISE_KEY_FILE', promiseKeyName(origin), problems)
  const named = policyIn(given, problems)
  if (problems.length === before) {
    checkNamed('LOG_KEY_FILE', logKey, named.policy.logs, problems)
    checkNamed('LOG_PROMISE_KEY_FILE', promiseKey, named.promises, problems)
  }
  return {
    ...{ origin, logKeys: [logKey, ...formerKeys], promiseKey, policy: named?.policy },
    stateFile: given['LOG_STATE_FILE'] ?? '',
    recipients: Object.fromEntries(
      PROVINCES.map((province) => [province, recipient(given, province, problems)]),
    ) as LogSettings['recipients'],
  }
}

/** What another key signs, every witness, gatehouse and auditor would refuse. A policy may name none. */
function checkNamed(
  setting: string,
  { key }: NoteSigner,
  named: readonly VerifierKey[],
  problems: string[],
): void {
  const isNamed = named.some(
    ({ name, publicKey }) => name === key.name && publicKey.equals(key.publicKey),
  )
  if (isNamed || named.length === 0) return
  const advice = '请核对密钥文件、策略文件和LOG_ORIGIN'
  problems.push(`${setting}：不是LOG_POLICY_FILE所列${key.name}的密钥，${advice}`)
}

function signer(given: Given, setting: string, name: string, problems: string[]): NoteSigner {
  return read(given, setting, problems, '应为Ed25519私钥（PKCS#8 PEM）', (pem) =>
    createNoteSigner(name, createPrivateKey(pem)),
  )
}

/** Separated by commas. */
function formerSigners(given: Given, name: string, problems: string[]): NoteSigner[] {
  const setting = 'LOG_FORMER_KEY_FILES'
  const paths = given[setting]?.split(',') ?? []
  return paths.map((path) => signer({ [setting]: path.trim() }, setting, name, problems))
}

interface NamedInPolicy {
  readonly policy: LogPolicy
  readonly promises: readonly VerifierKey[]
}

function policyIn(given: Given, problems: string[]): NamedInPolicy {
  const form = '应为见证策略文件（C2SP tlog-policy）'
  return read(given, 'LOG_POLICY_FILE', problems, form, (text) => ({
    policy: parsePolicy(text),
    promises: promiseKeysIn(text),
  }))
}

function recipient(given: Given, province: Province, problems: string[]): Recipient {
  const publicKey = read(
    given,
    `${province}_DISCLOSURE_KEY_FILE`,
    problems,
    '应为RSA公钥（PEM）',
    rsaKey,
  )
  const searchKey = Buffer.from(given[`${province}_SEARCH_KEY`] ?? '', 'base64')
  if (searchKey.length !== 32) problems.push(`${province}_SEARCH_KEY：必填，应为32字节的base64编码`)
  return { publicKey, searchKey }
}

function rsaKey(pem: string): KeyObject {
  const key = createPublicKey(pem)
  if (key.asymmetricKeyType !== 'rsa') throw new Error('not RSA')
  return key
}

/** Never used when it is not there: then `problems` is not empty. */
function read<T>(
  given: Given,
  setting: string,
  problems: string[],
  form: string,
  parse: (text: string) => T,
): T {
  const path = given[setting]
  if (path === undefined) problems.push(`${setting}：必填`)
  const before = problems.length
  const text = path === undefined ? '' : contentOf(path, setting, problems)
  try {
    return parse(text)
  } catch {
    if (path !== undefined && problems.length === before) problems.push(`${setting}：${form}`)
    return undefined as T
  }
}
