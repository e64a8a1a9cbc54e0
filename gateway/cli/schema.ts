import { readFileSync, writeFileSync } from 'node:fs'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import { lexicographicSortSchema } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import { createStitchedSchema } from '../stitch/stitched-schema.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'
import { errorTable } from './error-table.ts'

const SCHEMA_FILE = new URL('../../schemas/generated/schema.graphql', import.meta.url)
const ERRORS_FILE = new URL('../../docs/errors.md', import.meta.url)

export const command: Command = {
  help: `用法：ydelta schema [--write | --check]
输出对外公开的GraphQL模式（按名称排序，含@grade、@owner）。
--write重写schemas/generated/schema.graphql和docs/errors.md；--check核对两者与代码一致，不一致时退出码为1。
例：ydelta schema > schema.graphql`,
  run(words) {
    const { values } = readWords(words, { write: { type: 'boolean' }, check: { type: 'boolean' } })
    const printed = printedSchema()
    if (values.write !== true && values.check !== true) process.stdout.write(printed)
    const files = [
      [SCHEMA_FILE, printed],
      [ERRORS_FILE, errorTable()],
    ] as const
    if (values.write === true) for (const [file, text] of files) writeFileSync(file, text)
    const drifted = files.filter(
      ([file, text]) => values.check === true && contentOf(file) !== text,
    )
    for (const [file] of drifted) {
      process.stderr.write(`${file.pathname}与代码不一致，请运行：npm run generate\n`)
    }
    return Promise.resolve(drifted.length === 0 ? 0 : 1)
  },
}

function printedSchema(): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(createStitchedSchema()))}\n`
}

function contentOf(file: URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FederationError(
      'USAGE',
      { problem: '生成的文件不存在，请运行：npm run generate' },
      { cause },
    )
  }
}
