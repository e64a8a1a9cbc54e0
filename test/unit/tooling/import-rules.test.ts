/** Plants a violation of every import rule in a copy of the layout and sees it caught. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
const CONFIG = '.dependency-cruiser.cjs'

/** The layout as it should be: every import here is allowed. */
const ALLOWED: Readonly<Record<string, string>> = {
  'schemas/model/uscc.ts': "import 'node:crypto'; import './errors.ts'",
  'schemas/model/errors.ts': '',
  'schemas/sdl.ts': "import 'graphql'; import './model/uscc.ts'",
  'adapters/shared/contract.ts': "import '../../schemas/model/uscc.ts'",
  'adapters/shared/upstream.ts': "import 'undici'; import 'node:http'",
  'adapters/shared/sandbox/server.ts': "import 'node:http'",
  'adapters/anhui/codes.ts': "import '../../schemas/model/uscc.ts'",
  'adapters/anhui/wire.ts': '',
  'adapters/anhui/map.ts':
    "import './codes.ts'; import './wire.ts'; import '../shared/contract.ts'",
  'adapters/anhui/client.ts': "import '../shared/upstream.ts'; import 'node:crypto'",
  'adapters/anhui/sandbox.ts': "import '../shared/sandbox/server.ts'; import './wire.ts'",
  'adapters/anhui/index.ts': "import './client.ts'; import './map.ts'",
  'adapters/jiangsu/index.ts': "import '../shared/contract.ts'",
  'adapters/index.ts': "import './anhui/index.ts'; import './jiangsu/index.ts'",
  'adapters/sandboxes.ts': "import './anhui/sandbox.ts'",
  'gateway/context.ts': '',
  'gateway/certification-path/steps-in-order.ts': '',
  'gateway/certification-path/validate-path.ts': "import './steps-in-order.ts'",
  'gateway/licence/verify.ts':
    "import '../../schemas/model/uscc.ts'; import 'node:crypto'; import '../certification-path/validate-path.ts'",
  'gateway/store/entities.ts': "import 'kysely'",
  'gateway/resolvers/entity.ts': "import '../context.ts'; import '../licence/verify.ts'",
  'gateway/main.ts': "import '../adapters/index.ts'; import './store/entities.ts'",
  'certs/issue.ts':
    "import '../schemas/model/uscc.ts'; import 'node:crypto'; import 'node-forge'; import 'zod'",
  'certs/party-store.ts': "import './issue.ts'; import 'node:fs/promises'; import 'node:path'",
  'gateway/cli/certs/make.ts': "import '../../../certs/party-store.ts'",
  'gateway/cli/sandbox.ts': "import '../../adapters/sandboxes.ts'; import '../main.ts'",
  'test/unit/anhui.test.ts': "import '../../adapters/anhui/sandbox.ts'; import 'vitest'",
}

/** Rule, where the violation is planted, what it imports. One file each. */
const PLANTED = [
  ['schemas-know-nobody', 'schemas/planted.ts', '../adapters/index.ts'],
  ['schemas-know-nobody', 'schemas/model/planted-gateway.ts', '../../gateway/context.ts'],
  ['model-is-plain', 'schemas/model/planted-network.ts', 'node:http'],
  ['model-is-plain', 'schemas/model/planted-package.ts', 'zod'],
  ['model-is-plain', 'schemas/model/planted-sdl.ts', '../sdl.ts'],
  ['mapping-is-pure', 'adapters/anhui/map-planted.ts', 'node:fs'],
  ['mapping-is-pure', 'adapters/anhui/codes-planted.ts', 'iconv-lite'],
  ['mapping-is-pure', 'adapters/anhui/map-client.ts', './client.ts'],
  [
    'mapping-reaches-nothing-outside',
    'adapters/anhui/map-through-shared.ts',
    '../shared/upstream.ts',
  ],
  ['provinces-do-not-know-each-other', 'adapters/anhui/planted.ts', '../jiangsu/index.ts'],
  ['adapters-look-down-only', 'adapters/anhui/planted-up.ts', '../../gateway/context.ts'],
  ['adapters-look-down-only', 'adapters/shared/planted-up.ts', '../../gateway/context.ts'],
  ['adapters-look-down-only', 'adapters/shared/planted-province.ts', '../anhui/codes.ts'],
  ['adapters-look-down-only', 'adapters/anhui/planted-list.ts', '../index.ts'],
  ['province-list-looks-down-only', 'adapters/planted.ts', '../gateway/context.ts'],
  [
    'no-path-without-second-opinion',
    'gateway/cli/planted-path.ts',
    '../certification-path/steps-in-order.ts',
  ],
  ['pure-folders-stay-pure', 'gateway/certification-path/planted-store.ts', '../store/entities.ts'],
  ['provinces-through-the-list', 'gateway/planted.ts', '../adapters/anhui/index.ts'],
  ['provinces-through-the-list', 'adapters/planted-list.ts', './anhui/index.ts'],
  ['pretend-registries-stay-out', 'adapters/zhejiang/index.ts', './sandbox.ts'],
  ['pretend-registries-stay-out', 'adapters/fifth/index.ts', './through.ts'],
  [
    'pretend-registries-stay-out',
    'gateway/main-planted.ts',
    '../adapters/shared/sandbox/server.ts',
  ],
  ['pretend-registries-stay-out', 'gateway/main-planted-list.ts', '../adapters/sandboxes.ts'],
  ['pretend-registries-stay-out', 'gateway/planted-list.ts', '../adapters/sandboxes.ts'],
  ['pure-folders-stay-pure', 'gateway/survivorship/planted.ts', '../store/entities.ts'],
  ['pure-folders-stay-pure', 'gateway/licence/planted.ts', 'node:fs'],
  ['pure-folders-stay-pure', 'gateway/discredit/planted.ts', '../context.ts'],
  ['pure-folders-stay-pure', 'gateway/federation-log/planted.ts', 'pg'],
  ['pure-folders-stay-pure', 'gateway/access/planted.ts', '../store/entities.ts'],
  ['resolvers-do-not-see-stores', 'gateway/resolvers/planted.ts', '../store/entities.ts'],
  ['what-serves-cannot-make-keys', 'gateway/planted-certs.ts', '../certs/issue.ts'],
  ['what-serves-cannot-make-keys', 'gateway/licence/planted-certs.ts', '../../certs/issue.ts'],
  ['what-serves-cannot-make-keys', 'gateway/planted-through-cli.ts', './cli/certs/make.ts'],
  ['what-serves-cannot-make-keys', 'adapters/anhui/planted-certs.ts', '../../certs/issue.ts'],
  ['certs-knows-the-model-only', 'certs/planted-up.ts', '../gateway/context.ts'],
  ['certs-knows-the-model-only', 'certs/planted-adapter.ts', '../adapters/anhui/codes.ts'],
  ['certs-knows-the-model-only', 'certs/planted-sdl.ts', '../schemas/sdl.ts'],
  ['certs-knows-the-model-only', 'certs/planted-network.ts', 'node:http'],
  ['certs-knows-the-model-only', 'certs/planted-package.ts', 'undici'],
  ['nobody-imports-tests', 'gateway/planted-test.ts', '../test/unit/anhui.test.ts'],
  ['no-cycles', 'gateway/planted-cycle.ts', './planted-cycle-back.ts'],
  ['no-undeclared-package', 'gateway/planted-package.ts', 'vite'],
  ['no-test-package-in-production', 'gateway/planted-dev.ts', 'fast-check'],
  ['no-unresolvable', 'gateway/planted-missing.ts', './not-there.ts'],
] as const

/** What a planted violation needs beside itself. */
const PROPS: Readonly<Record<string, string>> = {
  'gateway/planted-cycle-back.ts': "import './planted-cycle.ts'",
  'adapters/zhejiang/sandbox.ts': '',
  'adapters/fifth/through.ts': "import './sandbox-data.ts'",
  'adapters/fifth/sandbox-data.ts': '',
}

interface Violation {
  readonly rule: string
  readonly from: string
}

let folder: string
let clean: Violation[]
let found: Violation[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-rules-'))
  for (const file of [CONFIG, 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, file), join(folder, file))
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await writeAll(ALLOWED)
  clean = await violationsIn(folder)
  await writeAll(PROPS)
  await writeAll(Object.fromEntries(PLANTED.map(([, file, to]) => [file, `import '${to}'`])))
  found = await violationsIn(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the import rules', () => {
  it('accept the layout as it should be', () => {
    expect(clean).toEqual([])
  })

  it.each(PLANTED)('%s catches %s importing %s', (rule, from) => {
    expect(found).toContainEqual({ rule, from })
  })

  it('catch a type import as well', async () => {
    await writeAll({
      'gateway/planted-type.ts': "import type { x } from '../test/unit/anhui.test.ts'",
    })
    expect(await violationsIn(folder)).toContainEqual({
      rule: 'nobody-imports-tests',
      from: 'gateway/planted-type.ts',
    })
  })

  it('each have a planted violation here, and say why they exist', () => {
    const require = createRequire(import.meta.url)
    const { forbidden } = require(join(ROOT, CONFIG)) as {
      forbidden: { name: string; comment: string }[]
    }
    expect(new Set(forbidden.map((rule) => rule.name))).toEqual(
      new Set(PLANTED.map(([rule]) => rule)),
    )
    for (const rule of forbidden) expect(rule.comment).toMatch(/^because /)
  })
})

async function writeAll(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${text}\nexport {}\n`)
  }
}

/** Runs the same command as the step "import rules", in its form for machines. */
async function violationsIn(cwd: string): Promise<Violation[]> {
  const command = join(ROOT, 'node_modules/.bin/depcruise')
  const args = ['--config', CONFIG, '--output-type', 'json', '.']
  const { promise, resolve: done, reject } = Promise.withResolvers<string>()
  execFile(command, args, { cwd, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
    // The exit code is the number of violations; without output it could not run at all.
    if (stdout === '') reject(new Error(stderr, { cause: error }))
    else done(stdout)
  })
  const { summary } = JSON.parse(await promise) as {
    summary: { violations: { rule: { name: string }; from: string; cycle?: { name: string }[] }[] }
  }
  // A cycle is reported once, from any of its files.
  return summary.violations.flatMap(({ rule, from, cycle = [] }) =>
    [from, ...cycle.map((file) => file.name)].map((file) => ({ rule: rule.name, from: file })),
  )
}
