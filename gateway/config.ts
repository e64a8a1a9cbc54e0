/**
 * The gateway's settings from its environment. All mistakes are named at once; a secret's value is
 * never repeated in a message. README lists each with its unit and what an attacker could do with it.
 */
import { z } from 'zod'
import { ADAPTERS } from '../adapters/index.ts'
import type { UpstreamTls } from '../adapters/shared/upstream-tls.ts'
import { FederationError } from '../schemas/model/errors.ts'
import { PROVINCES } from '../schemas/model/province.ts'
import type { Province } from '../schemas/model/province.ts'
import { contentOf, readSignInFiles } from './config-files.ts'
import type { ServerTls } from './server.ts'
import { readServiceSettings } from './service-settings.ts'
import type { ServiceSettings } from './service-settings.ts'

export interface RegistrySettings {
  readonly url: string
  readonly credentials: Readonly<Record<string, string>>
}

export interface Config extends z.infer<typeof SETTINGS> {
  readonly registries: Readonly<Record<Province, RegistrySettings>>
  /** Null: plain HTTP, on loopback only. */
  readonly tls: ServerTls | null
  /** Towards registries with https addresses; null: the system's authorities, no certificate of ours. */
  readonly registryTls: UpstreamTls | null
  readonly accessTokenKeys: { readonly signing: string; readonly former: readonly string[] } | null
}

const whole = (least: number, most: number, byDefault: number) =>
  z.coerce.number().int().min(least).max(most).default(byDefault)

const key32 = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, '应为32字节的base64编码')

const SETTINGS = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.string().refine(isOrigin, '应为不含路径的http(s)地址').optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CLIENT_CA_FILE: z.string().optional(),
  ACCESS_TOKEN_KEY_FILE: z.string().optional(),
  /** Separated by commas. */
  ACCESS_TOKEN_FORMER_KEY_FILES: z.string().optional(),
  ACCESS_TOKEN_SECONDS: whole(30, 600, 600),
  PLAIN_TOKENS: z.enum(['never', 'loopback']).default('never'),
  TRUST_FOLDER: z.string().optional(),
  QUOTA_PER_MINUTE: whole(1, 10_000_000, 3_000),
  QUOTA_PER_DAY: whole(1, 1_000_000_000, 200_000),
  ENUMERATION_PER_HOUR: whole(1, 100_000_000, 5_000),
  REGISTRY_TLS_CA_FILE: z.string().optional(),
  REGISTRY_TLS_CERT_FILE: z.string().optional(),
  REGISTRY_TLS_KEY_FILE: z.string().optional(),
  PORT: whole(0, 65_535, 4_000),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, '应以postgres://开头'),
  REDIS_URL: z
    .string()
    .regex(
      /^(rediss?|redis-sentinel|redis-cluster):\/\//,
      '应以redis://、rediss://、redis-sentinel://或redis-cluster://开头',
    )
    .refine(namesServers, '应写明各服务器的主机和端口，redis-sentinel://还须写明主节点组名')
    .optional(),
  CACHE_KEY: key32.optional(),
  CURSOR_KEY: key32.optional(),
  REGISTRY_DEADLINE_MS: whole(50, 60_000, 2_000),
  REGISTRY_BREAK_AFTER: whole(1, 1_000, 5),
  REGISTRY_PROBE_AFTER_MS: whole(100, 600_000, 5_000),
  RECORD_FRESH_SECONDS: whole(0, 3_600, 30),
  RECORD_STALE_SECONDS: whole(0, 604_800, 86_400),
  RECORD_CACHE_ENTRIES: whole(0, 10_000_000, 50_000),
  MAX_DEPTH: whole(3, 50, 12),
  MAX_COST: whole(100, 1_000_000, 100_000),
  MAX_ALIASES: whole(0, 1_000, 30),
  MAX_TOKENS: whole(100, 100_000, 3_000),
  MAX_BODY_BYTES: whole(1_024, 16_777_216, 262_144),
  SHUTDOWN_GRACE_MS: whole(0, 300_000, 10_000),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

type Environment = Readonly<Record<string, string | undefined>>

/** A gateway that serves: with sign-in and log, which no setting leaves out. */
export type ServiceConfig = Config & ServiceSettings

/** @throws {FederationError} `CONFIG_INVALID` naming every mistake. */
export function readServiceConfig(environment: Environment): ServiceConfig {
  return readAll(environment, readServiceSettings)
}

/** Without access and log, for gateways that tests put together. @throws as {@link readServiceConfig}. */
export function readConfig(environment: Environment): Config {
  return readAll(environment, () => ({}))
}

function readAll<T extends object>(
  environment: Environment,
  readMore: (given: Environment, problems: string[]) => T,
): Config & T {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = SETTINGS.safeParse(given)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => problemLine(issue, given))
  if (given['REDIS_URL'] !== undefined && given['CACHE_KEY'] === undefined) {
    problems.push('CACHE_KEY：设置了REDIS_URL时必填，应为32字节的base64编码')
  }
  const registries = Object.fromEntries(
    PROVINCES.map((province) => [province, registrySettings(province, given, problems)]),
  ) as Record<Province, RegistrySettings>
  const files = readSignInFiles(given, problems)
  const more = readMore(given, problems)
  if (!parsed.success || problems.length > 0) {
    throw new FederationError('CONFIG_INVALID', { problems: problems.join('；') })
  }
  return { ...parsed.data, ...files, registries, ...more }
}

/** For commands that need the database alone. @throws {FederationError} `CONFIG_INVALID`. */
export function readDatabaseUrl(environment: Environment): string {
  const parsed = SETTINGS.pick({ DATABASE_URL: true }).safeParse(environment)
  if (parsed.success) return parsed.data.DATABASE_URL
  const problems = parsed.error.issues.map((issue) => problemLine(issue, environment))
  throw new FederationError('CONFIG_INVALID', { problems: problems.join('；') })
}

/** `privateKeyFile` of ANHUI is read from the setting `ANHUI_PRIVATE_KEY_FILE`. */
export function credentialSetting(province: Province, credential: string): string {
  return `${province}_${credential.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

function registrySettings(
  province: Province,
  given: Environment,
  problems: string[],
): RegistrySettings {
  const url = given[`${province}_URL`] ?? ''
  if (!isHttpAddress(url)) problems.push(`${province}_URL：应为登记系统的http(s)地址`)
  const credentials: Record<string, string> = {}
  for (const credential of ADAPTERS[province].credentials) {
    const setting = credentialSetting(province, credential)
    const value = given[setting]
    if (value === undefined) problems.push(`${setting}：必填`)
    else if (!credential.endsWith('File')) credentials[credential] = value
    else credentials[credential] = contentOf(value, setting, problems)
  }
  return { url, credentials }
}

/** `redis-sentinel://a:1,b:2/NAME`: every server can be read, and so can the name of the group. */
function namesServers(address: string): boolean {
  const [scheme = '', rest = ''] = address.split('://', 2)
  const [authority = '', name = ''] = rest.split('/', 2)
  const servers = authority.slice(authority.lastIndexOf('@') + 1).split(',')
  const single = scheme === 'redis' || scheme === 'rediss'
  return (
    servers.every((server) => URL.canParse(`redis://${server}`) && server !== '') &&
    (!single || servers.length === 1) &&
    (scheme !== 'redis-sentinel' || name !== '')
  )
}

/** `https://gateway.example`: what tokens name as their issuer, character by character. */
function isOrigin(text: string): boolean {
  return isHttpAddress(text) && new URL(text).origin === text
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function problemLine(issue: z.core.$ZodIssue, given: Environment): string {
  return `${issue.path.join('.')}：${problemOf(issue, given)}`
}

function problemOf(issue: z.core.$ZodIssue, given: Environment): string {
  const name = issue.path.join('.')
  if (given[name] === undefined) return '必填'
  if (issue.code === 'too_small') return `不得小于${String(issue.minimum)}`
  if (issue.code === 'too_big') return `不得大于${String(issue.maximum)}`
  if (issue.code === 'invalid_value') return `应为${issue.values.join('、')}之一`
  if (issue.code === 'invalid_type') return '应为整数'
  return issue.message
}
