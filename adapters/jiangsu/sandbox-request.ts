/** What the pretend registry checks of a request before it looks anything up. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import iconv from 'iconv-lite'
import type { SandboxContext, SandboxRequest } from '../shared/sandbox/server.ts'

/** A refusal in the registry's own words; E1…: who asks, E2…: what is asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: 'E101' | 'E102' | 'E103' | 'E201'

  constructor(code: Refusal['code'], message: string) {
    super(message)
    this.code = code
  }
}

export type Form = ReadonlyMap<string, string>

const CLOCK_TOLERANCE_MS = 300_000

/** @throws {Refusal} */
export function readRequest(request: SandboxRequest, context: SandboxContext): Form {
  const type = String(request.headers['content-type'] ?? '')
  if (!/^application\/x-www-form-urlencoded;\s*charset=(?:gb18030|gbk)$/i.test(type)) {
    throw new Refusal('E201', '请求类型错误')
  }
  const body = request.body.toString('latin1')
  const form = parseForm(body)
  checkSignature(body, form, context.credentials)
  checkClock(form.get('TIME_STAMP') ?? '', context.now)
  return form
}

function checkSignature(
  body: string,
  form: Form,
  credentials: SandboxContext['credentials'],
): void {
  if (form.get('USER_ID') !== credentials.userId) throw new Refusal('E102', '用户不存在')
  const [signed, signature = ''] = body.split('&SIGN=', 2)
  const expected = createHmac('sha256', credentials.secretKey ?? '').update(signed!, 'latin1')
  const [given, wanted] = [Buffer.from(signature, 'hex'), expected.digest()]
  if (!/^[0-9A-F]{64}$/.test(signature) || !timingSafeEqual(given, wanted)) {
    throw new Refusal('E101', '签名无效')
  }
}

function checkClock(stamp: string, now: Date): void {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp)
  if (!match) throw new Refusal('E103', '时间戳错误')
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as number[]
  const at = Date.UTC(year!, month! - 1, day, hour! - 8, minute, second)
  if (Math.abs(now.getTime() - at) > CLOCK_TOLERANCE_MS)
    throw new Refusal('E103', '时间戳超出允许范围')
}

function parseForm(body: string): Form {
  const form = new Map<string, string>()
  for (const part of body.split('&')) {
    const [name, value, more] = part.split('=').map(decodePart)
    if (name === undefined || value === undefined || more !== undefined || form.has(name)) {
      throw new Refusal('E201', '请求参数错误')
    }
    form.set(name, value)
  }
  return form
}

function decodePart(part: string): string {
  if (!/^(?:[A-Za-z0-9*._+-]|%[0-9A-Fa-f]{2})*$/.test(part))
    throw new Refusal('E201', '请求编码错误')
  const bytes = part
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const text = iconv.decode(Buffer.from(bytes, 'latin1'), 'gb18030')
  if (text.includes('\ufffd')) throw new Refusal('E201', '请求编码错误')
  return text
}
