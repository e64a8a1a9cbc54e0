/**
 * The pretend registry's gate: parameters, credentials, signature, time stamp and repetition, each
 * refused with the code of its own. The canonical query is rebuilt by `URLSearchParams`, whose
 * `application/x-www-form-urlencoded` serialiser writes what java.net.URLEncoder writes; the
 * adapter's encoder is another piece of code.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SandboxContext } from '../shared/sandbox/server.ts'
import { ReplayWindow } from './sandbox-replay.ts'

export type RefusalCode =
  'PARAM_ERROR' | 'APPKEY_ERROR' | 'SIGN_ERROR' | 'TIMESTAMP_ERROR' | 'MESSAGEID_REPEATED'

/** A request that does not pass; `message` is for the caller, in Chinese. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The registry's side of what it issued: `appKey`, `userName` and `publicKey` (PEM, SPKI). */
export type Expected = SandboxContext['credentials']

/** A time stamp this far from the registry's clock, or further, is refused. */
const WINDOW_MS = 600_000

const NAMES = ['appKey', 'content', 'messageId', 'sign', 'status', 'timestamp', 'userName']
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const EPOCH_MS = /^\d{13}$/

/** The request's `content`, when it passes. @throws {Refusal} with the first check that fails. */
export function admit(body: string, expected: Expected, now: Date): unknown {
  const form = new URLSearchParams(body)
  const given = [...form.keys()].sort()
  if (given.join() !== NAMES.join()) throw new Refusal('PARAM_ERROR', '参数缺失、多余或重复')
  const value = (name: string) => form.get(name) ?? ''
  if (value('appKey') !== expected.appKey || value('userName') !== expected.userName) {
    throw new Refusal('APPKEY_ERROR', 'appKey或userName无效')
  }
  if (!isSigned(form, expected.publicKey ?? '')) throw new Refusal('SIGN_ERROR', '签名验证失败')
  if (value('status') !== '1') throw new Refusal('PARAM_ERROR', 'status应为1')
  checkTime(value('timestamp'), now)
  checkMessage(value('messageId'), expected, now)
  return parsed(value('content'))
}

/** PKCS#1 v1.5 with SHA-256 over the lower-case hexadecimal MD5 of the sorted query without `sign`. */
export function isSigned(form: URLSearchParams, publicKeyPem: string): boolean {
  const unsigned = new URLSearchParams([...form].filter(([name]) => name !== 'sign'))
  unsigned.sort()
  const digest = createHash('md5').update(unsigned.toString()).digest('hex')
  const signature = Buffer.from(form.get('sign') ?? '', 'base64')
  return verify('sha256', Buffer.from(digest), keyOf(publicKeyPem), signature)
}

const keys = new Map<string, KeyObject>()

function keyOf(pem: string): KeyObject {
  const known = keys.get(pem)
  if (known !== undefined) return known
  const key = createPublicKey(pem)
  keys.set(pem, key)
  return key
}

function checkTime(timestamp: string, now: Date): void {
  if (!EPOCH_MS.test(timestamp)) throw new Refusal('PARAM_ERROR', 'timestamp应为13位毫秒数')
  if (Math.abs(now.getTime() - Number(timestamp)) >= WINDOW_MS) {
    throw new Refusal('TIMESTAMP_ERROR', '时间戳与服务器时间相差10分钟以上')
  }
}

/** One window for each set of credentials, for as long as somebody holds them. */
const windows = new WeakMap<Expected, ReplayWindow>()

function checkMessage(messageId: string, expected: Expected, now: Date): void {
  if (!UUID.test(messageId)) throw new Refusal('PARAM_ERROR', 'messageId应为UUID')
  const window = windows.get(expected) ?? new ReplayWindow(2 * WINDOW_MS)
  windows.set(expected, window)
  if (window.hasSeen(messageId.toLowerCase(), now)) {
    throw new Refusal('MESSAGEID_REPEATED', 'messageId重复')
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new Refusal('PARAM_ERROR', 'content应为JSON')
  }
}
