import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)
/** A key's first line together with the second, so that code that speaks of keys is none. */
const PRIVATE_KEY = /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=:\-, ]{16}/

describe('git', () => {
  it('holds public anchors only: no file in it contains a private key', async () => {
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: ROOT, maxBuffer: 1 << 24 })
    const files = stdout.split('\0').filter(Boolean)
    expect(files.length).toBeGreaterThan(100)
    const guilty = []
    for (const file of files) {
      const text = await readFile(join(ROOT, file), 'latin1').catch(() => '') // removed, not yet committed
      if (PRIVATE_KEY.test(text)) guilty.push(file)
    }
    expect(guilty).toEqual([])
  })

  it.each(['', 'RSA ', 'EC ', 'ENCRYPTED ', 'OPENSSH '])('would show a "%sPRIVATE KEY"', (kind) => {
    const text = `x\n-----BEGIN ${kind}PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n`
    expect(PRIVATE_KEY.test(text)).toBe(true)
  })
})
