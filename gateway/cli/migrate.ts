import { readDatabaseUrl } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { reachDatabase } from '../store/reach-database.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'

export const command: Command = {
  help: `用法：ydelta migrate [--json]
按环境变量DATABASE_URL连接数据库并执行尚未执行的升级。多个进程同时执行是安全的。
例：DATABASE_URL=postgres://… ydelta migrate`,
  async run(words) {
    const { values } = readWords(words, { json: { type: 'boolean' } })
    const database = openDatabase(readDatabaseUrl(process.env), () => undefined, {
      patient: true,
    })
    try {
      await reachDatabase(database)
      const ran = await migrate(database)
      const text = ran.length === 0 ? '数据库已是最新版本' : `已执行：${ran.join('、')}`
      process.stdout.write(values.json === true ? `${JSON.stringify({ ran })}\n` : `${text}\n`)
      return 0
    } finally {
      await database.destroy()
    }
  },
}
