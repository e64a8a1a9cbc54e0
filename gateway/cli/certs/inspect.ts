import { inspectFile } from '../../../certs/inspect.ts'
import type { Facts } from '../../../certs/inspect.ts'
import { readWords } from '../command.ts'
import { COMMON_OPTIONS, readGiven, readPassword, usage } from './words.ts'

const KINDS: Readonly<Record<Facts['kind'], string>> = {
  certificate: '证书',
  crl: '吊销列表',
  request: '证书签名请求（自签名已核对）',
  pkcs12: 'PKCS#12',
  other: '其他内容（不显示）',
}

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, 'password-file': { type: 'string' } },
      true,
    )
    if (positionals.length === 0) throw usage('请写明文件')
    const file = values['password-file']
    const password = file === undefined ? null : await readPassword(file)
    const at = new Date()
    for (const name of positionals) {
      for (const facts of inspectFile(name, await readGiven(name), password)) {
        process.stdout.write(
          values.json === true
            ? `${JSON.stringify({ file: name, ...facts, ...expiryOf(facts, at) })}\n`
            : `${name}：${KINDS[facts.kind]}\n${linesOf({ ...facts, ...expiryOf(facts, at) })}\n`,
        )
      }
    }
    return 0
  },
}

/** Beyond its end at this moment; whether it is to be believed is for `certs chain verify`. */
function expiryOf(facts: Facts, at: Date): { expired?: boolean } {
  if (facts.kind === 'certificate') return { expired: Date.parse(facts.notAfter) <= at.getTime() }
  if (facts.kind !== 'crl' || facts.nextUpdate === null) return {}
  return { expired: Date.parse(facts.nextUpdate) <= at.getTime() }
}

const FIELDS: Readonly<Record<string, string>> = {
  subject: '主体',
  issuer: '签发者',
  serial: '序列号',
  notBefore: '生效',
  notAfter: '到期',
  expired: '已到期',
  sha256: 'SHA-256指纹',
  signatureAlgorithm: '签名算法',
  key: '公钥',
  type: '类型',
  bits: '位数',
  exponent: '指数',
  authority: '签发机构',
  pathLength: '其下层级上限',
  keyUsage: '密钥用途',
  purposes: '用途',
  permitted: '许可名称',
  hosts: '主机',
  crlUrls: '吊销列表地址',
  subjectKey: '密钥标识',
  authorityKey: '签发者密钥标识',
  number: '编号',
  thisUpdate: '本次更新',
  nextUpdate: '下次更新',
  revoked: '已吊销',
  revokedAt: '吊销时间',
  reason: '原因',
  asksForExtensions: '要求扩展项（不采用）',
  certificates: '证书',
  label: '类型',
}

function linesOf(facts: object, indent = '  '): string {
  return Object.entries(facts)
    .filter(([name, value]) => name !== 'kind' && value !== null && !isEmpty(value))
    .map(([name, value]) => `${indent}${FIELDS[name] ?? name}：${textOf(value, indent)}`)
    .join('\n')
}

function textOf(value: unknown, indent: string): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return listOf(value, indent)
  if (typeof value === 'object' && value !== null) return `\n${linesOf(value, `${indent}  `)}`
  return String(value)
}

function listOf(values: readonly unknown[], indent: string): string {
  const apart = values.some((value) => typeof value === 'object') ? '' : '，'
  return values.map((value) => textOf(value, indent)).join(apart)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
