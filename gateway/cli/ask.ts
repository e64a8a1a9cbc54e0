import { readFileSync } from 'node:fs'
import { FederationError } from '../../schemas/model/errors.ts'
import { parseUscc } from '../../schemas/model/uscc.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'
import { stateFolder } from './state-folder.ts'

const OVERVIEW = new URL('../../schemas/operations/entity-overview.graphql', import.meta.url)

export const command: Command = {
  help: `用法：ydelta ask 代码 [--url 网关地址] [--token 令牌 | --dev] [--state 目录] [--json]
用schemas/operations/entity-overview.graphql查询，输出答复的JSON（--json为一行）。查无时退出码为1，部分省市未答复时为3。
令牌也可来自环境变量YDELTA_TOKEN；--dev以npm start备好的演示经办人登录。
例：ydelta ask 91310115XC00000122 --dev --url http://127.0.0.1:4000`,
  async run(words) {
    const { values, positionals } = readWords(words, OPTIONS, true)
    if (positionals.length !== 1) throw new FederationError('USAGE', { problem: '请写明一个代码' })
    const uscc = parseUscc(positionals[0]!)
    const answer = await ask(values.url, uscc, await tokenOf(values))
    process.stdout.write(`${JSON.stringify(answer, null, values.json === true ? 0 : 2)}\n`)
    if (answer.errors !== undefined) return 3
    return answer.data?.entity == null ? 1 : 0
  },
}

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  token: { type: 'string' },
  dev: { type: 'boolean' },
  state: { type: 'string' },
  json: { type: 'boolean' },
} as const

type Words = ReturnType<typeof readWords<typeof OPTIONS>>['values']

async function tokenOf({ token, dev, state, url }: Words): Promise<string | undefined> {
  if (dev !== true) return token ?? process.env['YDELTA_TOKEN']
  const { developmentToken } = await import('./clients/development-token.ts')
  return developmentToken('officer', await stateFolder(state), url.replace(/\/$/, ''))
}

interface Answer {
  readonly data?: { readonly entity: unknown }
  readonly errors?: readonly unknown[]
}

async function ask(url: string, uscc: string, token: string | undefined): Promise<Answer> {
  const body = JSON.stringify({ query: readFileSync(OVERVIEW, 'utf8'), variables: { uscc } })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  try {
    const address = new URL('/graphql', url)
    // Elsewhere nobody would be the gateway that was named.
    const response = await fetch(address, { method: 'POST', headers, body, redirect: 'error' })
    return (await response.json()) as Answer
  } catch (cause) {
    throw new FederationError('GATEWAY_UNREACHABLE', { url }, { cause })
  }
}
