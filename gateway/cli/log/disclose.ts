/** What stands in entries as digests (披露): asked of the province that alone can open it, in an audit case. */
import { readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { gatehouseIdOf } from '../certs/own-gatehouse.ts'
import { clientSigner } from '../clients/ask-token.ts'
import { DEVELOPMENT_DETAILS } from '../clients/development-details.ts'
import { readWords, wholeNumber } from '../command.ts'
import { jsonLine, shown } from '../grants/safe-output.ts'
import { stateFolder } from '../state-folder.ts'
import { MOST_LEAVES, askDisclosures, fetchSealed } from './ask-disclosures.ts'
import type { OpenedEntry, SealedEntry } from './ask-disclosures.ts'
import { ONE, required, tokenOf, usage } from './words.ts'

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:4000' },
  gatehouse: ONE,
  province: ONE,
  token: ONE,
  key: ONE,
  chain: ONE,
  case: ONE,
  basis: ONE,
  dev: { type: 'boolean' },
  state: ONE,
  json: { type: 'boolean' },
} as const

type Words = ReturnType<typeof readWords<typeof OPTIONS>>['values']

export const command = {
  /** Exit status 1 when of some entry nothing can be disclosed. */
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, OPTIONS, true)
    const indexes = indexesIn(positionals)
    const province = provinceIn(values)
    const gatehouse = required(values.gatehouse, 'gatehouse')
    const { token, signer, caseNumber, basis } = await auditorOf(values)
    const gateway = { url: values.url, token }
    const entries: SealedEntry[] = []
    for (const index of indexes) entries.push(await fetchSealed(gateway, index, province))
    const audience = gatehouseIdOf(PROVINCE_FACTS[province].slug)
    const wish = { gatehouse, audience, signer, caseNumber, basis }
    const sealed = entries.filter((entry) => entry.sealed !== null)
    const opened = sealed.length === 0 ? [] : await askDisclosures(wish, sealed, new Date())
    for (const entry of entries) {
      const found = opened.find((each) => each.entry === entry)
      process.stdout.write(`${lineOf(entry, found, values.json === true)}\n`)
    }
    const isWhole = opened.every(({ disclosures }) => disclosures.length > 0)
    return isWhole && opened.length === entries.length ? 0 : 1
  },
}

function indexesIn(words: readonly string[]): readonly number[] {
  const indexes = words.map((word) => wholeNumber('序号', word, 0, Number.MAX_SAFE_INTEGER))
  const distinct = [...new Set(indexes)]
  if (distinct.length > 0 && distinct.length <= MOST_LEAVES) return distinct
  throw usage(`请写明1至${MOST_LEAVES}个条目序号`)
}

function provinceIn({ province }: Words): Province {
  const found = PROVINCES.find((each) => PROVINCE_FACTS[each].slug === province)
  if (found !== undefined) return found
  const slugs = PROVINCES.map((each) => PROVINCE_FACTS[each].slug).join('、')
  throw usage(`--province应为${slugs}之一`)
}

/** Who asks: by files, or the auditor of `npm start`. */
async function auditorOf(values: Words) {
  if (values.dev === true) return developmentAuditor(values)
  const token = tokenOf(values.token)
  if (token === null) throw usage('请用--token或环境变量YDELTA_TOKEN写明访问令牌')
  const [key, chain] = [await fileOf(values, 'key'), await fileOf(values, 'chain')]
  return {
    ...{ token, signer: clientSigner(key, chain) },
    caseNumber: required(values.case, 'case'),
    basis: required(values.basis, 'basis'),
  }
}

async function developmentAuditor(values: Words) {
  const state = await stateFolder(values.state)
  const { developmentClients } = await import('../clients/development-clients.ts')
  const { developmentToken } = await import('../clients/development-token.ts')
  const { auditor } = await developmentClients(state)
  const files = [readFile(auditor.keyFile, 'utf8'), readFile(auditor.chainFile, 'utf8')] as const
  const [key, chain] = await Promise.all(files)
  const usual = DEVELOPMENT_DETAILS.auditor
  return {
    token: await developmentToken('auditor', state, values.url),
    signer: clientSigner(key, chain),
    caseNumber: values.case ?? usual.case_number!,
    basis: values.basis ?? usual.legal_basis,
  }
}

async function fileOf(values: Words, option: 'key' | 'chain'): Promise<string> {
  const file = required(values[option], option)
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const facts = { file, reason: `无法读取：${cause.code}` }
    throw new FederationError('CERTS_FILE_INVALID', facts, { cause })
  })
}

const NAMES: Readonly<Record<string, string>> = {
  officer: '经办人',
  subject: '被查询主体',
  case: '案件编号',
  actor: '操作人',
}

/** Somebody typed what is disclosed: nothing of it may act on the terminal. */
function lineOf(entry: SealedEntry, opened: OpenedEntry | undefined, asJson: boolean): string {
  const { index, leafHash, leaf } = entry
  const disclosures = opened?.disclosures ?? []
  if (asJson) {
    const said = disclosures.map(({ name, value, text: disclosure }) => ({
      name,
      value,
      disclosure,
    }))
    return jsonLine({ index, leafHash, type: leaf.type, disclosures: said })
  }
  const said = disclosures.map(({ name, value }) => {
    return `${NAMES[name] ?? shown(name)}：${shown(typeof value === 'string' ? value : jsonLine(value))}`
  })
  return `${index} ${leaf.type} ${said.join('；') || '该省市没有可披露的内容（未密封给该省市，或已删除）'}`
}
