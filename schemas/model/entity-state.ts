/**
 * Entity states (登记状态). Registries write the same state in many ways, and some words are traps:
 * 吊销 is not 注销 (the entity exists for its liquidation), 迁出 is not closed (look elsewhere).
 */
import { knownCode, unknownCode, type Coded } from './coded.ts'

export type EntityState =
  | 'IN_OPERATION' // 存续（在营、开业、在册）
  | 'DORMANT' // 歇业
  | 'SUSPENDED' // 停业
  | 'LIQUIDATING' // 清算中
  | 'DEREGISTRATION_PLANNED' // 拟注销
  | 'REVOKED' // 吊销，未注销
  | 'REVOKED_DEREGISTERED' // 吊销，已注销
  | 'ORDERED_TO_CLOSE' // 责令关闭
  | 'DEREGISTERED' // 注销
  | 'ANNULLED' // 撤销登记
  | 'MOVED_OUT' // 迁出
  | 'UNKNOWN'

export const ENTITY_STATE_ZH: Readonly<Record<EntityState, string>> = {
  IN_OPERATION: '存续（在营、开业、在册）',
  DORMANT: '歇业',
  SUSPENDED: '停业',
  LIQUIDATING: '清算中',
  DEREGISTRATION_PLANNED: '拟注销',
  REVOKED: '吊销，未注销',
  REVOKED_DEREGISTERED: '吊销，已注销',
  ORDERED_TO_CLOSE: '责令关闭',
  DEREGISTERED: '注销',
  ANNULLED: '撤销登记',
  MOVED_OUT: '迁出',
  UNKNOWN: '未知',
}

/** The entity has ended. Revoked ones have not; of moved-out ones this source cannot say. */
export function hasEnded(state: EntityState): boolean {
  return state === 'DEREGISTERED' || state === 'REVOKED_DEREGISTERED' || state === 'ANNULLED'
}

/** 迁出: another registry knows the state now. */
export function looksElsewhere(state: EntityState): boolean {
  return state === 'MOVED_OUT'
}

/** A source's own map: its code (or text), and the text beside a code when there is one. */
export type EntityStateMap = (code: string, text?: string | null) => Coded<EntityState>

/**
 * Builds a source's map. `table` (codes or texts of that source, in any width and punctuation)
 * counts before the texts common to all. A code that the table lacks is read by the text beside it;
 * what neither knows is `UNKNOWN`, with both kept.
 */
export function createStateMap(table: Readonly<Record<string, EntityState>> = {}): EntityStateMap {
  const own = new Map(
    Object.entries(table).map(([text, state]) => [normaliseStateText(text), state]),
  )
  return (sourceCode, sourceText = null) => {
    const read = (text: string) => own.get(text) ?? COMMON.get(text)
    const state = read(normaliseStateText(sourceCode)) ?? read(normaliseStateText(sourceText ?? ''))
    return state === undefined
      ? unknownCode<EntityState>(sourceCode, sourceText)
      : knownCode<EntityState>(state, sourceCode, sourceText)
  }
}

/** Half width, round brackets, no blanks, commas or other marks: 吊销，未注销 and 吊销未注销 become one. */
export function normaliseStateText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[[{【〔〈]/g, '(')
    .replace(/[\]}】〕〉]/g, ')')
    .replace(/[\s,、。.;:·\-—]+/g, '')
    .toUpperCase()
}

const TEXTS: Readonly<Partial<Record<EntityState, readonly string[]>>> = {
  IN_OPERATION: [
    '存续（在营、开业、在册）',
    '存续',
    '在营（开业）企业',
    '在营（开业）',
    '在营',
    '在业',
    '开业',
    '在册',
    '正常',
    '登记成立',
  ],
  DORMANT: ['歇业'],
  SUSPENDED: ['停业'],
  LIQUIDATING: ['清算中', '清算'],
  DEREGISTRATION_PLANNED: ['拟注销', '注销中'],
  REVOKED: ['吊销，未注销', '吊销（未注销）', '吊销', '已吊销', '已吊销企业备案中'],
  REVOKED_DEREGISTERED: ['吊销，已注销', '吊销（已注销）'],
  ORDERED_TO_CLOSE: ['责令关闭'],
  DEREGISTERED: ['注销', '已注销', '注销企业'],
  ANNULLED: ['撤销登记', '已撤销登记', '撤销'],
  MOVED_OUT: ['迁出', '已迁出', '迁移异地', '市外迁出', '省外迁出', '已迁出企业'],
}

const COMMON: ReadonlyMap<string, EntityState> = new Map(
  Object.entries(TEXTS).flatMap(([state, texts]) =>
    texts.map((text) => [normaliseStateText(text), state as EntityState] as const),
  ),
)
