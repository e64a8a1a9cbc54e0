import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { readDatabaseUrl } from '../../config.ts'
import { backupLines } from '../../log/backup.ts'
import { readWords } from '../command.ts'
import type { Command } from '../command.ts'
import { usingState } from '../state-folder.ts'

export const command: Command = {
  help: `用法：ydelta log backup --out 文件 [--json]
按环境变量DATABASE_URL备份存证日志（NDJSON）：条目、披露密文、检查点、见证签名；分片在恢复后由条目重新生成。
日志不必停止。文件写完才改为所给的名称；其中没有密钥，披露仍只有省市能解开。
例：DATABASE_URL=postgres://… ydelta log backup --out log-20260305.ndjson`,
  async run(words) {
    const options = { out: { type: 'string' }, json: { type: 'boolean' } } as const
    const { out, json } = readWords(words, options).values
    if (out === undefined) throw new FederationError('USAGE', { problem: '缺少--out 文件' })
    const lines = Readable.from(backupLines(readDatabaseUrl(process.env)))
    const unfinished = `${out}.${process.pid}`
    await usingState(out, async () => {
      await pipeline(lines, createWriteStream(unfinished, { mode: 0o600, flush: true }))
      await rename(unfinished, out)
    })
    process.stdout.write(json === true ? `${JSON.stringify({ out })}\n` : `已备份至${out}\n`)
    return 0
  },
}
