/** Settings that name files: their contents, and which of them belong together. */
import { readFileSync } from 'node:fs'
import type { UpstreamTls } from '../adapters/shared/upstream-tls.ts'
import { isLoopback } from './loopback.ts'
import type { ServerTls } from './server.ts'

type Given = Readonly<Record<string, string | undefined>>

/** `problems` gets a line for each mistake. */
export function readSignInFiles(given: Given, problems: string[]) {
  const tls = serverTls(given, problems)
  const isLocal = isLoopback(given['HOST'] ?? '127.0.0.1')
  if (!isLocal && tls === null) {
    problems.push('HOST：不是本机地址时须设置TLS_CERT_FILE和TLS_KEY_FILE')
  }
  if (given['PLAIN_TOKENS'] === 'loopback' && (!isLocal || tls !== null)) {
    problems.push('PLAIN_TOKENS：loopback仅用于监听本机地址且不设TLS的开发环境')
  }
  return { tls, registryTls: registryTls(given, problems), accessTokenKeys: keys(given, problems) }
}

export function contentOf(path: string, setting: string, problems: string[]): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    problems.push(`${setting}：文件无法读取`)
    return ''
  }
}

function serverTls(given: Given, problems: string[]): ServerTls | null {
  const own = pair(given, 'TLS', problems)
  const clientCa = optional(given, 'TLS_CLIENT_CA_FILE', problems)
  if (own === null && clientCa !== null) {
    problems.push('TLS_CLIENT_CA_FILE：须与TLS_CERT_FILE和TLS_KEY_FILE同用')
  }
  return own === null ? null : { ...own, clientCa }
}

function registryTls(given: Given, problems: string[]): UpstreamTls | null {
  const own = pair(given, 'REGISTRY_TLS', problems)
  const ca = optional(given, 'REGISTRY_TLS_CA_FILE', problems)
  return own === null && ca === null ? null : { ca, certificate: own }
}

/** A certificate and its key: both or neither. */
function pair(given: Given, prefix: string, problems: string[]) {
  const cert = optional(given, `${prefix}_CERT_FILE`, problems)
  const key = optional(given, `${prefix}_KEY_FILE`, problems)
  if (cert !== null && key !== null) return { cert, key }
  if (cert !== key) problems.push(`${prefix}_CERT_FILE、${prefix}_KEY_FILE：须同时设置`)
  return null
}

function keys(given: Given, problems: string[]) {
  const signing = optional(given, 'ACCESS_TOKEN_KEY_FILE', problems)
  const setting = 'ACCESS_TOKEN_FORMER_KEY_FILES'
  const paths = given[setting]?.split(',') ?? []
  const former = paths.map((path) => contentOf(path.trim(), setting, problems))
  return signing === null ? null : { signing, former }
}

function optional(given: Given, setting: string, problems: string[]): string | null {
  const path = given[setting]
  return path === undefined ? null : contentOf(path, setting, problems)
}
