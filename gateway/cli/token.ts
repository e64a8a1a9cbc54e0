import { readFile } from 'node:fs/promises'
import { DETAILS_TYPE } from '../access/access-token.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { askToken } from './clients/ask-token.ts'
import type { TokenReply, TokenWish } from './clients/ask-token.ts'
import { DEVELOPMENT_DETAILS, isDevelopmentRole } from './clients/development-details.ts'
import type { DetailsWords } from './clients/development-details.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'
import { stateFolder } from './state-folder.ts'

const one = { type: 'string' } as const
const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  issuer: one,
  ca: one,
  client: one,
  agency: one,
  key: one,
  chain: one,
  purpose: one,
  basis: one,
  case: one,
  officer: one,
  role: { type: 'string', multiple: true },
  dev: one,
  state: one,
  json: { type: 'boolean' },
} as const

type Words = ReturnType<typeof readWords<typeof OPTIONS>>['values']

export const command: Command = {
  help: `用法：ydelta token --url 网关地址 --client 编号 --agency 机关代码 --key 私钥文件 --chain 证书链文件
                  --role 角色… --purpose 目的 --basis 依据 [--case 案号] [--officer 经办人]
      ydelta token --dev officer|auditor|administrator [--state 目录] [--url 网关地址] [其他选项]
登录网关，打印访问令牌（最长10分钟）；--json打印完整答复。私钥只在本机用于签名，不会发出。
证书链为PEM，次序为客户端证书、签发机构证书。网关为https时同时出示该证书，--ca为其服务端证书的上级。
网关对外地址（PUBLIC_URL）与--url不同时用--issuer写明。--dev使用npm start备好的演示客户端。
例：ydelta token --dev officer
例：ydelta token --client bureau-1 --agency XC-BUREAU --key k.pem --chain c.pem --role OFFICER --purpose ENFORCEMENT --basis PENALTY_LAW_48 --case 虚构案1 --officer a7`,
  async run(words) {
    const { values } = readWords(words, OPTIONS)
    const reply = await askToken(await wishOf(values), new Date())
    return reply.status === 200 ? tell(values, reply) : refused(values, reply)
  },
}

async function wishOf(values: Words): Promise<TokenWish> {
  const { details, ...client } =
    values.dev === undefined ? await givenClient(values) : await developmentClient(values)
  return {
    ...{ url: values.url.replace(/\/$/, ''), issuer: values.issuer ?? null, ...client },
    ca: values.ca === undefined ? null : await fileOf(values.ca),
    details: detailsOf(details, values),
  }
}

async function givenClient(values: Words) {
  const { client, agency, key, chain } = values
  return {
    clientId: required(client, 'client'),
    key: await fileOf(required(key, 'key')),
    chain: await fileOf(required(chain, 'chain')),
    details: { agency: required(agency, 'agency') },
  }
}

async function developmentClient(values: Words) {
  const role = values.dev!
  if (!isDevelopmentRole(role)) throw usage('--dev应为officer、auditor、administrator之一')
  const { developmentClients } = await import('./clients/development-clients.ts')
  const { [role]: client } = await developmentClients(await stateFolder(values.state))
  const { clientId, agency, roles } = client
  return {
    ...{ clientId, key: await fileOf(client.keyFile), chain: await fileOf(client.chainFile) },
    details: { ...DEVELOPMENT_DETAILS[role], agency, roles },
  }
}

/** What stands on the command line goes before what is usual. */
function detailsOf(usual: Partial<DetailsWords> & { readonly agency: string }, values: Words) {
  const { agency, role, purpose, basis, officer } = values
  const chosen = {
    ...usual,
    ...(agency === undefined ? {} : { agency }),
    ...(role === undefined ? {} : { roles: role }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(basis === undefined ? {} : { legal_basis: basis }),
    ...(officer === undefined ? {} : { officer }),
    ...(values.case === undefined ? {} : { case_number: values.case }),
  }
  required(chosen.roles?.[0], 'role')
  required(chosen.purpose, 'purpose')
  required(chosen.legal_basis, 'basis')
  return { type: DETAILS_TYPE, ...chosen }
}

function tell({ json }: Words, { body }: TokenReply): number {
  process.stdout.write(`${json === true ? JSON.stringify(body) : String(body['access_token'])}\n`)
  return 0
}

function refused({ json }: Words, { body }: TokenReply): number {
  const { code, message } = body
  const line = json === true ? JSON.stringify(body) : `${String(code)}：${String(message)}`
  process.stderr.write(`${line}\n`)
  return 1
}

async function fileOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const facts = { file: path, reason: `无法读取：${cause.code}` }
    throw new FederationError('CERTS_FILE_INVALID', facts)
  })
}

function required(value: string | undefined, option: string): string {
  if (value !== undefined) return value
  throw usage(`请用--${option}写明`)
}

function usage(problem: string): FederationError {
  return new FederationError('USAGE', { problem })
}
