import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'

/** One file a verb; each reads its own words. */
type Verb = Pick<Command, 'run'>

const VERBS: Readonly<Record<string, () => Promise<{ readonly command: Verb }>>> = {
  catalogue: () => import('./grants/catalogue.ts'),
  requests: () => import('./grants/requests.ts'),
  file: () => import('./grants/file.ts'),
  review: () => import('./grants/review.ts'),
  sign: () => import('./grants/sign.ts'),
  submit: () => import('./grants/submit.ts'),
  revoke: () => import('./grants/revoke.ts'),
  list: () => import('./grants/list.ts'),
}

export const command: Command = {
  help: `用法：ydelta grants 操作 [选项]      各操作均须--token 令牌（或环境变量YDELTA_TOKEN），可加--url 网关地址、--json
数据共享的申请、审核与授权：目录 → 申请（写明使用场景）→ 数据提供方审核 → 签发授权，或说明理由不予批准。
办案人员（目的GRANT_REQUEST）为本机关申请；省市管理员（目的GRANT_REVIEW）审核对本省市的申请。
  catalogue [--province 省市] [--csv]       数据目录
  requests [--state 状态] [--csv]           申请，新的在前
  file --entry 条目 --operation 操作… --purpose 目的 --basis 依据…
       (--scenario 文字 | --scenario-file 文件) [--field 类型.字段…]
                                           提交申请；不写--field即条目的全部字段
  review 编号 --act 动作 [--text 理由] [--seen 已阅记录数]
                                           办理：accept受理、return退回、approve批准、refuse不予批准；
                                           supplement补正、withdraw撤回。批量筛查须两人批准
  sign 省市 --request 编号 [--days 天] [--personal masked|clear] [--operation …] [--field …] [--basis …]
       [--submit] [--state 目录]            以该省市的授权签发证书签发，只可少于申请，不可超出；
                                           不写--submit即打印令牌
  submit 文件                               提交已签发的授权
  revoke 省市 --grant 编号 [--print] [--state 目录]
                                           撤回授权，立即生效
  list [--csv]                             授权及其状态
例：ydelta grants file --entry zhejiang-public-record --operation entity --purpose SUPERVISION \\
      --basis ORDER_44_15 --scenario '虚构示例：核对列入名单企业的登记状态'
例：ydelta grants sign zhejiang --request 编号 --submit`,
  async run(words) {
    const [name = '', ...rest] = words
    const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (load === undefined) {
      const problem = `grants没有操作“${name}”，可用：${Object.keys(VERBS).join('、')}`
      throw new FederationError('USAGE', { problem })
    }
    const { command } = await load()
    return command.run(rest)
  },
}
