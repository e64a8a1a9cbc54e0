import { loadAnchors } from '../../certification-path/anchors.ts'
import { validatePath } from '../../certification-path/validate-path.ts'
import type { PathStep, PathVerdict } from '../../certification-path/verdict.ts'
import { readWords } from '../command.ts'
import { OUTCOME_WORDS, STATUS_WORDS } from '../verdict-words.ts'
import { instantOf, jurisdictionOf, purposeOf, readAll, spreadFiles } from './chain-words.ts'
import { loadSeen, saveSeen } from './seen-numbers.ts'
import { tell, usage } from './words.ts'

const FILES = ['anchors', 'chain', 'crl', 'crl-signer'] as const
const CERTIFICATE = 'CERTIFICATE'
const LIST = 'X509 CRL'

export const command = {
  /** Exit status 0 VALID, 1 INVALID, 3 UNDETERMINED. */
  async run(words: readonly string[]): Promise<number> {
    const [verb, ...rest] = words
    if (verb !== 'verify') throw usage('chain之后应为verify')
    const values = read(rest)
    const at = instantOf(values.at, new Date())
    const { seen } = values
    const verdict = validatePath({
      chain: await readAll(values.chain, CERTIFICATE),
      anchors: await anchorsOf(values),
      revocation: {
        crls: await readAll(values.crl, LIST),
        crlSigners: await readAll(values['crl-signer'], CERTIFICATE),
        knownNumbers: seen === undefined ? {} : await loadSeen(seen),
      },
      purpose: purposeOf(values.purpose),
      at,
    })
    if (seen !== undefined) await saveSeen(seen, verdict.crlNumbers)
    const lines = [...linesOf(verdict, at), ...remarksOn(values)]
    tell(values.json, { at: at.toISOString(), ...verdict }, lines)
    return { VALID: 0, INVALID: 1, UNDETERMINED: 3 }[verdict.status]
  },
}

function read(words: readonly string[]) {
  const files = { type: 'string', multiple: true, default: [] as string[] } as const
  const one = { type: 'string' } as const
  const { values } = readWords(spreadFiles(words, FILES), {
    anchors: files,
    chain: files,
    crl: files,
    'crl-signer': files,
    at: one,
    purpose: one,
    jurisdiction: one,
    seen: one,
    json: { type: 'boolean' },
  })
  if (values.chain.length === 0)
    throw usage('请用--chain写明证书链文件，次序为签名证书、签发机构证书')
  if (values.anchors.length === 0) throw usage('请用--anchors写明受信任的根证书文件')
  return values
}

async function anchorsOf({ anchors, jurisdiction }: ReturnType<typeof read>) {
  const within = jurisdictionOf(jurisdiction)
  const certificates = await readAll(anchors, CERTIFICATE)
  return loadAnchors(certificates.map((certificate) => ({ certificate, jurisdiction: within })))
}

/** What VALID does not mean, for want of a word. */
function remarksOn({ purpose, jurisdiction }: ReturnType<typeof read>): string[] {
  return [
    ...(purpose === undefined ? ['未指定--purpose：只核验路径，不能据此接受任何签名'] : []),
    ...(jurisdiction === undefined ? ['未指定--jurisdiction：不限制根证书的管辖范围'] : []),
  ]
}

const STEPS: Readonly<Record<PathStep, string>> = {
  FORM: '格式',
  NAMES: '名称字符',
  ALGORITHMS: '算法与密钥',
  ORDER: '链的次序',
  EXTENSIONS: '扩展项',
  CONSTRAINTS: '签发权限',
  NAME_CONSTRAINTS: '名称约束',
  PURPOSE: '用途',
  VALIDITY: '有效期',
  SIGNATURES: '签名',
  SECOND_OPINION: '第二套核验',
  REVOCATION: '吊销',
}

function linesOf(verdict: PathVerdict, at: Date): string[] {
  const lines = [
    `结论：${STATUS_WORDS[verdict.status]}（${verdict.status}），以${at.toISOString()}为准`,
  ]
  for (const { step, outcome, code, message, facts } of verdict.steps) {
    const detail = facts['reason'] ?? facts['rule'] ?? facts['what']
    const shown = detail === undefined ? '' : `（${detail}）`
    const reason = code === null ? '' : `  ${code}：${message}${shown}`
    lines.push(`  ${STEPS[step]}：${OUTCOME_WORDS[outcome]}${reason}`)
  }
  if (verdict.validUntil !== null)
    lines.push(`此结论至${verdict.validUntil}不变，除非有新的吊销列表`)
  return lines
}
