import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'

/** One file a verb; each reads its own words. */
type Verb = Pick<Command, 'run'>

const VERBS: Readonly<Record<string, () => Promise<{ readonly command: Verb }>>> = {
  make: () => import('./certs/make.ts'),
  list: () => import('./certs/list.ts'),
  issue: () => import('./certs/issue.ts'),
  revoke: () => import('./certs/revoke.ts'),
  crl: () => import('./certs/crl.ts'),
  rotate: () => import('./certs/rotate.ts'),
  inspect: () => import('./certs/inspect.ts'),
  anchors: () => import('./certs/anchors.ts'),
  chain: () => import('./certs/chain.ts'),
}

export const command: Command = {
  help: `用法：ydelta certs 操作 [选项]      各操作均可加--state 目录、--json
生成和维护一次性（演示用）证书体系；每一方的证书和私钥在其状态目录的certs之下，说明见certs/README.md。
各方为shanghai、jiangsu、zhejiang、anhui、national、gateway。
  make 方… | --all                         生成证书体系，已有的沿用
  list [方…]                               列出证书：用途、序列号、有效期、状态
  issue 方 --profile 用途 --csr 文件 [--out 文件] [--host 主机…]
  issue 方 --profile 用途 --name 名称 [--organisation 单位] [--p12 文件 --password-file 文件]
                                           签发证书；申请中要求的扩展项一律不采用，由用途决定
  revoke 方 --serial 序列号 [--reason 原因]  吊销，并签发新的吊销列表
  crl 方… | --all [--now]                  更新过半有效期的吊销列表；--now立即全部重签
  rotate 方 --what root|issuing|用途 [--overlap-days 天]
                                           更换：新旧并存，旧证书签发的仍有效至其到期
  inspect 文件… [--password-file 文件]      查看证书、吊销列表、签名请求、PKCS#12
  anchors export 方 [--out 文件]            导出根证书（仅公开部分）
  anchors import 方 文件                    放入网关的信任库；须先经其他渠道核对指纹
  anchors list                             列出网关信任库中的根证书
  chain verify --anchors 文件… --chain 文件… --crl 文件… [--at 时刻] [--purpose 用途]
               [--jurisdiction C=CN,ST=上海市] [--crl-signer 文件…] [--seen 文件]
                                           核验一条证书链，逐步说明；次序为签名证书、签发机构证书，不含根证书。
                                           --seen记录见过的吊销列表编号，用以发现被换回的旧表；
                                           退出码0有效、1无效、3无法判定
用途：licence-signer、status-list-signer、grant-signer、receipt-signer、log-signer、agency-client、tls-server。
例：ydelta certs make --all
例：ydelta certs issue anhui --profile agency-client --csr agency.csr --out agency.pem`,
  async run(words) {
    const [name = '', ...rest] = words
    const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (load === undefined) {
      const problem = `certs没有操作“${name}”，可用：${Object.keys(VERBS).join('、')}`
      throw new FederationError('USAGE', { problem })
    }
    const { command } = await load()
    return command.run(rest)
  },
}
