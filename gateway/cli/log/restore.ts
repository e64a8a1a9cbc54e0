import { open, readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { readDatabaseUrl } from '../../config.ts'
import { parsePolicy } from '../../federation-log/policy.ts'
import { restoreLog } from '../../log/restore.ts'
import { readWords } from '../command.ts'
import type { Command } from '../command.ts'
import { usingState } from '../state-folder.ts'

export const command: Command = {
  help: `用法：ydelta log restore 备份文件 --policy 策略文件 [--json]
把备份恢复到DATABASE_URL所指的、日志为空的数据库（须先运行ydelta migrate）。每个条目重新计算，每个检查点逐一核对，
最新的已见证检查点须达到策略的要求；有一处不符即全部不恢复。备份是否过旧，由启动时的见证方和状态文件判断。
例：DATABASE_URL=postgres://… ydelta log restore log-20260305.ndjson --policy log.policy`,
  async run(words) {
    const options = { policy: { type: 'string' }, json: { type: 'boolean' } } as const
    const { values, positionals } = readWords(words, options, true)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0 || values.policy === undefined) {
      throw new FederationError('USAGE', { problem: '应给出一个备份文件和--policy 策略文件' })
    }
    const { policy: policyFile, json } = values
    const policy = parsePolicy(await usingState(policyFile, () => readFile(policyFile, 'utf8')))
    const handle = await usingState(file, () => open(file))
    const restored = await restoreLog(readDatabaseUrl(process.env), handle.readLines(), policy)
    const { size, cosignedSize } = restored
    const text = `已恢复${size}条，其中前${cosignedSize}条在已见证的检查点之内`
    process.stdout.write(`${json === true ? JSON.stringify(restored) : text}\n`)
    return 0
  },
}
