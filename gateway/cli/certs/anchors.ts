import { join } from 'node:path'
import { anchorOf, rootsOf } from '../../../certs/anchors.ts'
import type { Anchor } from '../../../certs/anchors.ts'
import { toPem, pemBlocks } from '../../../certs/pem.ts'
import { keepAnchors, loadAnchors } from '../../../certs/trust-folder.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { readWords } from '../command.ts'
import { partyFolder, stateFolder, usingState } from '../state-folder.ts'
import {
  COMMON_OPTIONS,
  dayOf,
  onlyParty,
  openHierarchy,
  readGiven,
  reserveFile,
  tell,
  usage,
} from './words.ts'

/** Who gave an anchor that a person put in by hand. */
const BY_HAND = 'ydelta certs anchors import'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, out: { type: 'string' } },
      true,
    )
    const [verb, ...rest] = positionals
    if (verb === 'export') return exportAnchors(rest, values)
    if (verb === 'import') return importAnchors(rest, values)
    if (verb === 'list' && rest.length === 0) return listAnchors(values)
    throw usage('anchors之后应为export 方、import 方 文件或list')
  },
}

interface Values {
  readonly state?: string | undefined
  readonly json?: boolean | undefined
  readonly out?: string | undefined
}

async function exportAnchors(positionals: readonly string[], values: Values): Promise<number> {
  const party = onlyParty(positionals)
  const roots = rootsOf(await openHierarchy(party, values.state), new Date())
  const target = values.out === undefined ? null : await reserveFile(values.out, 0o644)
  await target?.write(roots.join(''))
  await target?.release()
  for (const pem of roots) {
    const anchor = anchorOf(party, pem, party)
    if (values.json === true) tell(true, { ...anchor, pem }, [])
    else if (target !== null) tell(false, {}, [lineOf(anchor)])
    else process.stdout.write(pem)
  }
  return 0
}

async function importAnchors(positionals: readonly string[], values: Values): Promise<number> {
  const party = onlyParty(positionals.slice(0, 1))
  const [, file, ...more] = positionals
  if (file === undefined || more.length > 0) throw usage('请写明一方和一个文件')
  const blocks = pemBlocks((await readGiven(file)).toString('latin1'))
  const given = blocks.filter(({ label }) => label === 'CERTIFICATE')
  if (given.length === 0) {
    throw new FederationError('CERTS_FILE_INVALID', { file, reason: '其中没有PEM格式的证书' })
  }
  const folder = await trustFolder(values.state)
  const roots = given.map(({ der }) => toPem('CERTIFICATE', der))
  const kept = await usingState(folder, () => keepAnchors(folder, party, roots, BY_HAND))
  for (const anchor of kept) tell(values.json, anchor, [lineOf(anchor)])
  return 0
}

async function listAnchors(values: Values): Promise<number> {
  const folder = await trustFolder(values.state)
  const kept = await usingState(folder, () => loadAnchors(folder))
  for (const { pem, ...anchor } of kept) {
    tell(values.json, { ...anchor, bytes: pem.length }, [lineOf(anchor)])
  }
  if (kept.length === 0 && values.json !== true) tell(false, {}, ['信任库中没有根证书'])
  return 0
}

async function trustFolder(state: string | undefined): Promise<string> {
  return join(await partyFolder(await stateFolder(state), 'gateway'), 'trust')
}

function lineOf({ name, jurisdiction, sha256, notAfter, givenBy }: Anchor): string {
  const where = jurisdiction.ST ?? '全国'
  return `${name}  ${where}  至${dayOf(new Date(notAfter))}  由${givenBy}提供\n  SHA-256 ${sha256}`
}
