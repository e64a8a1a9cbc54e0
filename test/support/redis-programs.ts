/** Where Redis is. */
import { findPrograms, type ProgramSearch } from './programs.ts'

const REDIS = {
  name: 'redis',
  programs: ['redis-server', 'redis-cli'],
  packages: ['redis-server', 'redis-tools'], // `redis-server --sentinel` is Sentinel: no package more
  services: ['redis-server'],
}

export interface RedisPrograms {
  /** Also Sentinel, when started with `--sentinel`. */
  readonly server: string
  readonly cli: string
  /** What the programs need in their environment. */
  readonly env: Readonly<Record<string, string>>
}

/** @throws {Error} with the reason, when there is none and none can be installed */
export async function findRedis(search: ProgramSearch = {}): Promise<RedisPrograms> {
  const { files, env } = await findPrograms(REDIS, search)
  const [server = '', cli = ''] = files
  return { server, cli, env }
}
