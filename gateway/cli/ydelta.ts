#!/usr/bin/env node
/**
 * `ydelta`: the command line. Exit status 0 success, 1 a negative result, 2 wrong use, 3 could not
 * be decided. Results on stdout, errors on stderr with their code.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'
import { endWithParent } from './process-life.ts'
import { reportFailure } from './report-failure.ts'

interface Entry {
  /** One line for the overview, in Chinese. */
  readonly summary: string
  /** Loaded when called: `ydelta uscc` must not wait for a database driver, nor the overview. */
  load(): Promise<{ readonly command: Command }>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  dev: {
    summary: '在一台机器上运行全部：数据库、四个仿真登记系统、网关（即npm start）',
    load: () => import('./dev.ts'),
  },
  serve: {
    summary: '仅运行网关，配置来自环境变量',
    load: () => import('./serve.ts'),
  },
  province: {
    summary: '运行一个省市的仿真登记系统',
    load: () => import('./province.ts'),
  },
  sandbox: {
    summary: '仅运行四个省市的仿真登记系统',
    load: () => import('./sandbox.ts'),
  },
  migrate: {
    summary: '将数据库升级到最新版本（只升不降）',
    load: () => import('./migrate.ts'),
  },
  schema: {
    summary: '输出公开的GraphQL模式；维护由代码生成的文件',
    load: () => import('./schema.ts'),
  },
  certs: {
    summary: '生成和维护演示用的证书体系：签发、吊销、更换、查看',
    load: () => import('./certs.ts'),
  },
  log: {
    summary: '离线核验存证日志：整个日志、一个条目、前后一致、倒签、遗漏；导出',
    load: () => import('./log.ts'),
  },
  clients: {
    summary: '登记可以登录的机关客户端',
    load: () => import('./clients.ts'),
  },
  token: {
    summary: '登录网关，打印访问令牌',
    load: () => import('./token.ts'),
  },
  grants: {
    summary: '数据共享：目录、申请、审核、签发和撤回授权',
    load: () => import('./grants.ts'),
  },
  ask: {
    summary: '向运行中的网关查询一个代码',
    load: () => import('./ask.ts'),
  },
  uscc: {
    summary: '解析统一社会信用代码，逐行输出JSON',
    load: () => import('./uscc.ts'),
  },
}

export async function runCommandLine(words: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = words
  if (['--help', '-h', 'help'].includes(name)) return showOverview()
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) {
    const problem = `没有命令“${name}”，可用：${Object.keys(COMMANDS).join('、')}`
    throw new FederationError('USAGE', { problem })
  }
  const { command } = await entry.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help}\n`)
    return 0
  }
  return command.run(rest)
}

function showOverview(): number {
  const lines = ['用法：ydelta 命令 [选项]      各命令的说明：ydelta 命令 --help', '']
  for (const [name, { summary }] of Object.entries(COMMANDS)) {
    lines.push(`  ${name.padEnd(10)}${summary}`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

const words = process.argv.slice(2)
endWithParent()
// Whoever read has gone, such as `head`: nobody is left to be told, and nothing has gone wrong.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code !== 'EPIPE') throw failure
  process.exit()
})
try {
  process.exitCode = await runCommandLine(words)
} catch (failure) {
  process.exitCode = reportFailure(failure, words.includes('--json'))
}
// The channel to the process that started us would keep this one alive.
if (process.connected) process.disconnect()
