import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'

type Verb = Pick<Command, 'run'>

const VERBS: Readonly<Record<string, () => Promise<{ readonly command: Verb }>>> = {
  add: () => import('./clients/add.ts'),
  list: () => import('./clients/list.ts'),
  remove: () => import('./clients/remove.ts'),
  certificate: () => import('./clients/certificate.ts'),
}

export const command: Command = {
  help: `用法：ydelta clients 操作 [选项]      数据库由DATABASE_URL指定；各操作均可加--json
登记可以登录的机关客户端。变更立即在各网关进程生效；注销后其令牌随即失效。
  add 编号 --agency 机关代码 --province 省市 --name 名称 --role 角色… --certificate 文件…
                                          登记；证书文件为PEM，取其中第一张（签名证书）
  list                                    列出全部客户端
  certificate 编号 --add 文件              换证期间登记第二张证书
  certificate 编号 --remove 指纹            去除一张证书，已签发的令牌全部失效
  remove 编号                             注销
角色：OFFICER、SYSTEM、PUBLIC、AUDITOR、PROVINCE_ADMINISTRATOR、OPERATOR。
例：ydelta clients add bureau-1 --agency XC-BUREAU --province anhui --name 虚构局 --role OFFICER --certificate bureau.pem`,
  async run(words) {
    const [name = '', ...rest] = words
    const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (load === undefined) {
      const problem = `clients没有操作“${name}”，可用：${Object.keys(VERBS).join('、')}`
      throw new FederationError('USAGE', { problem })
    }
    const { command } = await load()
    return command.run(rest)
  },
}
