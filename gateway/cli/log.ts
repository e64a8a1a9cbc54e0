import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'

/** One file a verb; each reads its own words. */
type Verb = Pick<Command, 'run'>

const VERBS: Readonly<Record<string, () => Promise<{ readonly command: Verb }>>> = {
  fsck: () => import('./log/fsck.ts'),
  verify: () => import('./log/verify.ts'),
  proof: () => import('./log/proof.ts'),
  policy: () => import('./log/policy.ts'),
  export: () => import('./log/export.ts'),
  entries: () => import('./log/entries.ts'),
  disclose: () => import('./log/disclose.ts'),
  backup: () => import('./log/backup.ts'),
  restore: () => import('./log/restore.ts'),
  'rotate-key': () => import('./log/rotate-key.ts'),
  erase: () => import('./log/erase.ts'),
}

export const command: Command = {
  help: `用法：ydelta log 操作 [选项]      各操作均可加--json
核验存证日志：只凭日志目录（或地址）和策略文件，不连数据库，不信任平台。退出码0有效、1无效、2用法有误、3无法判定。
日志为一个目录或http(s)地址，其中有checkpoint、tile/…（C2SP tlog-tiles），可有checkpoints/…（历次检查点）。
  fsck 日志 --policy 文件                   全部核验：检查点与见证、每个分片和条目、时刻次序、查询与结果成对、
                                           所引条目、密钥更换；有历次检查点时也核对见证时间
  verify entry 证明 --policy 文件 [--entry 文件] [--disclosure 披露|@文件…]
                                           一个条目的证明（tlog-proof文件），及其披露内容
  verify range 日志 --policy 文件 [--from 序号] [--to 序号]
                                           一段条目（不含--to那一条）
  verify consistency --old 检查点 [--new 检查点] (--proof 文件 | 日志) --policy 文件
                                           较新的检查点是否延续较早的
  verify times 日志 --policy 文件           以见证时间核对条目自称的时刻，指出倒签的
  verify pairs 日志 [--policy 文件]         没有结果的查询、没有查询的结果、重复的结果、来源不明的沿用答复
  verify omission 日志 --promises 清单… --policy 文件 [--promise-key 公钥…] [--merge-seconds 秒]
                                           省市所存回执中已承诺而日志里没有的条目
  proof 日志 --index 序号 [--out 文件]       生成一个条目的证明文件
  policy --dev [--out 文件]                  npm start的演示日志的策略
  policy --log 公钥… [--origin 名称] [--promise 公钥…] [--witness 名称=公钥[=地址]…] [--quorum 数] [--out 文件]
                                           写策略文件（C2SP tlog-policy；回执公钥写在“# promise”注释行，其他程序会略过）
  export --url 网关地址 --out 目录 [--csv 文件] [--ndjson 文件]   下载日志的全部文件，可另存为表格
  entries 日志 [--type 类型] [--agency 机关] [--from 序号] [--to 序号]   逐行输出条目的JSON
  disclose 序号… --province 省市 --gatehouse 前置网关地址 [--url 网关地址] --key 私钥 --chain 证书链 --case 案号 --basis 依据
                                           请该省市开启条目中的密封内容（审计人员）；--dev使用npm start备好的审计身份
运行日志的一方用（按环境变量DATABASE_URL）：
  backup --out 文件                         备份存证日志
  restore 备份 --policy 文件                 恢复到空的数据库，逐一核对
  rotate-key --use LOG|PROMISE|WITNESS --old 公钥 --new 公钥 --reason PLANNED|COMPROMISED|LOST [--from 时刻]
                                           在日志中记载密钥更换
  erase --leaf 条目哈希值 --province 省市 --basis 法律依据…   删除一个条目的披露内容，条目不变
其他选项：--at 时刻（以何时为准）；--token 令牌（或环境变量YDELTA_TOKEN），读取地址中的条目时用；
  --back-seconds、--ahead-seconds、--outcome-seconds 时刻的容许偏差，默认300、60、180。
例：ydelta log fsck ./log-export --policy log.policy
例：ydelta log verify entry entry-17.tlog-proof --policy log.policy`,
  async run(words) {
    const [name = '', ...rest] = words
    const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (load === undefined) {
      const problem = `log没有操作“${name}”，可用：${Object.keys(VERBS).join('、')}`
      throw new FederationError('USAGE', { problem })
    }
    const { command } = await load()
    return command.run(rest)
  },
}
