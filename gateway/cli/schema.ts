import { lexicographicSortSchema, printSchema } from 'graphql'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import { createStitchedSchema } from '../stitch/stitched-schema.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'

export const command: Command = {
  summary: '输出公开的GraphQL模式',
  help: `用法：ydelta schema [--directives]
输出对外公开的GraphQL模式（按名称排序）；--directives同时输出@grade、@owner等指令。
例：ydelta schema > schema.graphql`,
  run(words) {
    const { values } = readWords(words, { directives: { type: 'boolean' } })
    const schema = lexicographicSortSchema(createStitchedSchema())
    const print = values.directives === true ? printSchemaWithDirectives : printSchema
    process.stdout.write(`${print(schema)}\n`)
    return Promise.resolve(0)
  },
}
