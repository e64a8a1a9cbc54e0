import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const EXECUTES =
  /\{[^}]*\b(execute\w*|experimentalExecute\w*|graphql(Sync)?|subscribe)\b[^}]*\}\s*from\s*'graphql'|from '[^']*\/run-plan\.ts'/

it('nothing but the table of execution paths imports what executes a document', () => {
  const files = globSync('gateway/**/*.ts', { cwd: ROOT })
  const executing = files.filter((file) => EXECUTES.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(executing).toEqual(['gateway/pipeline/execution-paths.ts'])
})
