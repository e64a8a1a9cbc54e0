/** Requests and grants in Chinese, for people. */
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import { SHARING_ATTRIBUTES } from '../../access/catalogue.ts'
import { GRADE_NAMES } from '../../access/grades.ts'
import type { RequestState } from '../../access/grant-request.ts'
import { LEGAL_BASES, legalBasisOf } from '../../access/legal-bases.ts'
import { PURPOSES, purposeOf } from '../../access/purposes.ts'
import type { ActAnswer, EntryAnswer, FieldSet, GrantAnswer, RequestAnswer } from './graph-types.ts'
import { shown } from './safe-output.ts'

const STATES: Readonly<Record<RequestState, string>> = {
  FILED: '已提交',
  UNDER_REVIEW: '审核中',
  RETURNED: '退回补正',
  APPROVED_ONCE: '一人已批准',
  GRANTED: '已批准',
  REFUSED: '不予批准',
  WITHDRAWN: '已撤回',
}

const ACTS: Readonly<Record<ActAnswer['kind'], string>> = {
  FILE: '提交',
  ACCEPT: '受理',
  RETURN: '退回',
  SUPPLEMENT: '补正',
  APPROVE: '批准',
  REFUSE: '不予批准',
  WITHDRAW: '撤回',
}

const STANDINGS: Readonly<Record<GrantAnswer['standing'], string>> = {
  IN_FORCE: '有效',
  GRANT_NOT_YET_VALID: '尚未生效',
  GRANT_EXPIRED: '已到期',
  GRANT_REVOKED: '已撤回',
  GRANT_SUPERSEDED: '已有更新的版本',
  GRANT_INVALID: '无效（签名不成立）',
}

const CLARITIES = { CLEAR: '原文', MASKED: '脱敏' } as const

export const ENTRY_HEADS = ['条目', '省市', '名称', '共享属性', '共享条件', '数据级别', '字段数']
export function entryCells(entry: EntryAnswer): readonly string[] {
  const { id, province, title, attribute, condition, grades, fields } = entry
  return [
    id,
    PROVINCE_FACTS[province].zh,
    title,
    SHARING_ATTRIBUTES[attribute],
    condition ?? '',
    grades.map((grade) => GRADE_NAMES[grade]).join('、'),
    String(fields.reduce((sum, { names }) => sum + names.length, 0)),
  ]
}

export function entryLines(entry: EntryAnswer): readonly string[] {
  const [id = '', zh = '', title = '', attribute = '', condition = '', grades = '', count = ''] =
    entryCells(entry).map(shown)
  const conditions = condition === '' ? [] : [`  共享条件：${condition}`]
  return [`${id}  ${zh}  ${title}  ${attribute}`, ...conditions, `  ${grades}，${count}个字段`]
}

export const REQUEST_HEADS = [
  '编号',
  '状态',
  '申请机关',
  '条目',
  '使用目的',
  '法律依据',
  '使用场景',
]
export function requestCells(request: RequestAnswer): readonly string[] {
  const { id, state, agency, entry, purpose, legalBases, useScenario } = request
  const bases = legalBases.map(basisText).join('、')
  return [id, STATES[state], agency, entry.title, purposeText(purpose), bases, useScenario]
}

export function requestLines(request: RequestAnswer): readonly string[] {
  const { operations, fields, acts } = request
  const [id = '', state = '', agency = '', entry = '', purpose = '', bases = '', scenario = ''] =
    requestCells(request).map(shown)
  return [
    `${id}  ${state}  ${agency}`,
    `  条目：${entry}`,
    `  目的：${purpose}（${bases}）`,
    `  操作：${shown(operations.join('、'))}`,
    `  字段：${fieldsText(fields)}`,
    `  使用场景：${scenario}`,
    ...acts.map(actLine),
  ]
}

function actLine({ kind, person, agency, at, text }: ActAnswer, i: number): string {
  const words = text === null || kind === 'FILE' ? '' : `：${text}`
  return shown(`  ${i + 1}. ${at} ${ACTS[kind]} ${agency} ${person}${words}`)
}

export const GRANT_HEADS = ['编号', '版本', '省市', '机关', '状态', '使用目的', '级别', '失效时间']
export function grantCells(grant: GrantAnswer): readonly string[] {
  const { id, version, province, agency, standing, purpose, grades, validUntil } = grant
  return [
    id,
    String(version),
    PROVINCE_FACTS[province].zh,
    agency,
    STANDINGS[standing],
    purpose === null ? '' : purposeText(purpose),
    (grades ?? [])
      .map(({ grade, clarity }) => `${GRADE_NAMES[grade]}（${CLARITIES[clarity]}）`)
      .join('、'),
    validUntil ?? '',
  ]
}

export function grantLines(grant: GrantAnswer): readonly string[] {
  const [id, version, zh, agency, standing, purpose, grades, until] = grantCells(grant).map(shown)
  const head = `${id}  版本${version}  ${zh}  ${agency}  ${standing}`
  if (grant.fields === null) return [head]
  return [
    head,
    `  目的：${purpose}  级别：${grades}  至${until}`,
    `  操作：${shown((grant.operations ?? []).join('、'))}`,
    `  字段：${fieldsText(grant.fields)}`,
  ]
}

function fieldsText(fields: readonly FieldSet[]): string {
  return shown(fields.map(({ type, names }) => `${type}（${names.join('、')}）`).join('；'))
}

function purposeText(id: string): string {
  return purposeOf(PURPOSES, id)?.zh ?? id
}

function basisText(id: string): string {
  const basis = legalBasisOf(LEGAL_BASES, id)
  return basis === null ? id : `${basis.law}${basis.article ?? ''}`
}
