import { execFile } from 'node:child_process'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChild } from '../../../gateway/cli/child.ts'
import { readConfig } from '../../../gateway/config.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { CHILD_ENV } from '../../support/child-env.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

const CHINESE = /[\u4e00-\u9fff]/
/** Nothing of a program: no file, no function, no module. */
const STACK = /^ +at |\.ts:\d|node_modules|node:internal/m
const COMMANDS = [
  'dev',
  'serve',
  'province',
  'sandbox',
  'migrate',
  'schema',
  'certs',
  'ask',
  'uscc',
]
const [CODE, OTHER] = [deltaUscc(0), deltaUscc(1)]

let folder: string
beforeAll(async () => {
  folder = await createTemporaryFolder('commands')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('help', () => {
  it('lists the commands, however it is asked for', async () => {
    const runs = await Promise.all(['--help', '-h'].map((word) => runYdelta([word])))
    for (const { status, stdout, stderr } of runs) {
      expect([status, stderr]).toEqual([0, ''])
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ +${command} +`, 'm'))
    }
  })

  it('every command has its own, with an example of itself', async () => {
    const runs = await Promise.all(COMMANDS.map((command) => runYdelta([command, '--help'])))
    runs.forEach(({ status, stdout, stderr }, i) => {
      expect([COMMANDS[i], status, stderr]).toEqual([COMMANDS[i], 0, ''])
      expect(stdout).toMatch(new RegExp(`^用法：ydelta ${COMMANDS[i]}\\b`))
      expect(stdout).toMatch(new RegExp(`^例：.*(ydelta ${COMMANDS[i]}\\b|npm start)`, 'm'))
    })
  }, 60_000)
})

describe('wrong use ends with status 2 and says what is wrong, in Chinese', () => {
  it.each([
    ['a command that does not exist', ['nothing'], 'nothing'],
    ['a word every object knows', ['constructor'], 'constructor'],
    ['an option that does not exist', ['uscc', '--nothing'], '--nothing'],
    ['a word too many', ['serve', 'surplus'], 'surplus'],
    ['an option without its value', ['ask', CODE, '--url'], '--url'],
    ['a province that is none', ['province', 'beijing'], 'anhui'],
    ['a port that is none', ['sandbox', '--port', 'abc'], '--port'],
    ['more entities than there may be', ['province', 'anhui', '--entities', '3000001'], '3000000'],
    ['a code that is none', ['ask', '123'], '18'],
  ])('%s', async (_, words, fact) => {
    const { status, stdout, stderr } = await runYdelta([...words], { cwd: folder })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^(USAGE|USCC_MALFORMED)：/)
    expect(stderr).toContain(fact)
    expect(stderr).toMatch(CHINESE)
    expect(stderr).not.toMatch(STACK)
  })

  it('as one JSON object with --json', async () => {
    const { status, stderr } = await runYdelta(['schema', '--nothing', '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stderr)).toMatchObject({ code: 'USAGE', message: expect.any(String) })
  })
})

describe('ydelta uscc', () => {
  it('tells of each code which check failed, and ends with 1 when one is bad', async () => {
    const badOrg = `${CODE.slice(0, 16)}${CODE[16] === '1' ? '2' : '1'}${CODE[17]}`
    const badMain = `${CODE.slice(0, 17)}${CODE[17] === '1' ? '2' : '1'}`
    const { status, stdout } = await runYdelta(['uscc', CODE, badOrg, badMain, '12'])
    expect(status).toBe(1)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toEqual([
      expect.objectContaining({
        valid: true,
        failed: null,
        organisationCheck: true,
        mainCheck: true,
        firstRegisteredIn: 'SHANGHAI',
        division: expect.objectContaining({ code: '310115' }),
      }),
      expect.objectContaining({ failed: 'USCC_ORG_CHECK_FAILED', organisationCheck: false }),
      expect.objectContaining({
        failed: 'USCC_CHECK_FAILED',
        organisationCheck: true,
        mainCheck: false,
      }),
      expect.objectContaining({ failed: 'USCC_MALFORMED', organisationCheck: null }),
    ])
  })

  it('reads standard input line by line: blanks, CRLF, full width, no last line feed', async () => {
    const wide = [...OTHER].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join('')
    const input = `${CODE}\r\n\n  ${OTHER.toLowerCase()} \n${wide}`
    const { status, stdout } = await runYdelta(['uscc'], { input })
    expect(status).toBe(0)
    const lines = stdout.trim().split('\n')
    const usccs = lines.map((line) => (JSON.parse(line) as { uscc: string }).uscc)
    expect(usccs).toEqual([CODE, OTHER, OTHER])
  })

  it('of nothing says nothing', async () => {
    expect(await runYdelta(['uscc'])).toEqual({ status: 0, stdout: '', stderr: '' })
  })
})

describe('ydelta schema', () => {
  it('prints the public graph, whole also into a pipe', async () => {
    const { status, stdout } = await runYdelta(['schema'])
    expect(status).toBe(0)
    const schema = buildSchema(stdout)
    const fields = Object.keys(schema.getQueryType()?.getFields() ?? {})
    expect(fields).toEqual(
      expect.arrayContaining(['entities', 'entity', 'registries', 'searchEntities']),
    )
    expect(stdout).not.toMatch(/keyOnly|shanghaiEntities|_SubSchema/i)
  })

  it('ends without a word when the reader of its pipe has gone', async () => {
    const script = `"$0" "$1" schema | true; exit "\${PIPESTATUS[0]}"`
    const words = ['--norc', '-c', script, process.execPath, resolve('gateway/cli/ydelta.ts')]
    const { stdout, stderr } = await promisify(execFile)('bash', words, { env: CHILD_ENV })
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' })
  })
})

describe('a state folder that cannot be used', () => {
  it.each([['dev'], ['sandbox'], ['province anhui']])('is named by ydelta %s', async (words) => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    const state = join(file, 'state')
    const { status, stderr } = await runYdelta([
      ...words.split(' '),
      '--state',
      state,
      '--entities',
      '1',
    ])
    expect(status).toBe(3)
    expect(stderr).toMatch(/^STATE_FOLDER_UNUSABLE：/)
    expect(stderr).toContain(state)
    expect(stderr).not.toMatch(STACK)
  })
})

describe('a data file that cannot be used', () => {
  it('is refused by its line, before anything is served', async () => {
    const file = join(folder, 'records.ndjson')
    await writeFile(file, '\n{"province":"ANHUI"\n')
    const state = join(folder, 'refused')
    const { status, stderr } = await runYdelta([
      'province',
      'anhui',
      '--state',
      state,
      '--entities',
      '1',
      '--data',
      file,
    ])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^DATA_FILE_INVALID：.*2/)
    expect(stderr).not.toMatch(STACK)
  })
})

describe('ydelta sandbox', () => {
  it('writes what a gateway needs to a file of its owner, and switches faults', async () => {
    const env = join(folder, 'sandbox.env')
    const sandbox = await startChild({
      words: ['sandbox', '--state', join(folder, 'four'), '--entities', '1', '--env', env],
      env: { PATH: process.env['PATH'] },
      onLine: () => {},
    })
    try {
      const lines = (await readFile(env, 'utf8')).trim().split('\n')
      const settings = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)))
      expect(settings).toEqual(sandbox.facts['settings'])
      expect((await stat(env)).mode & 0o777).toBe(0o600)
      expect(readConfig({ ...settings, DATABASE_URL: 'postgres://x' }).registries).toHaveProperty(
        'ZHEJIANG',
      )
      for (const province of PROVINCES) {
        const fault = await fetch(`${settings[`${province}_URL`]}/_sandbox/fault`, {
          method: 'PUT',
          body: '{"mode":"hang"}',
        })
        expect(await fault.json()).toMatchObject({ mode: 'hang' })
      }
    } finally {
      await sandbox.stop()
    }
    expect(await sandbox.ended).toBe(0)
  })
})

describe('what is kept', () => {
  it('is readable by its owner only', async () => {
    const state = join(folder, 'refused')
    expect((await stat(join(state, 'anhui'))).mode & 0o777).toBe(0o700)
    const credentials = join(state, 'anhui', 'credentials.json')
    expect((await stat(credentials)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(credentials, 'utf8'))).toHaveProperty('registry')
  })
})
