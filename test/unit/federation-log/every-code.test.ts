import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LOG_ERRORS } from '../../../schemas/model/log-errors.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const textOf = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n')
const CODE = textOf('gateway/**/*.ts')
const TESTS = textOf('test/{unit,e2e}/**/*.test.ts')

describe.each(Object.keys(LOG_ERRORS))('%s', (code) => {
  it('is said somewhere, and expected by a test', () => {
    expect(CODE).toContain(`'${code}'`)
    expect(TESTS).toContain(`'${code}'`)
  })
})
