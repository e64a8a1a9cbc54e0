/**
 * The data catalogue (数据目录): what each province shares, and under which of the three attributes.
 * Source: 政务数据共享条例 (State Council Order 809). The attribute is the owner's decision; nothing here
 * changes it, and none of the three grants anything by itself.
 */
import type { Province } from '../../schemas/model/province.ts'
import type { Grade } from './grades.ts'

export const SHARING_ATTRIBUTES = {
  UNCONDITIONAL: '无条件共享',
  CONDITIONAL: '有条件共享',
  NOT_SHARED: '不予共享',
} as const

export type SharingAttribute = keyof typeof SHARING_ATTRIBUTES

/** 目录条目. */
export interface CatalogueEntry {
  readonly id: string
  readonly owner: Province
  /** In Chinese. */
  readonly title: string
  readonly attribute: SharingAttribute
  /** For CONDITIONAL: what has to be shown, in Chinese; null otherwise. */
  readonly condition: string | null
  /** 字段集, as in a grant. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** All grades that its fields have. */
  readonly grades: readonly Grade[]
}

/** Whether every field asked for belongs to the entry; none is not something to ask for. */
export function holdsFields(
  { fields }: Pick<CatalogueEntry, 'fields'>,
  asked: Readonly<Record<string, readonly string[]>>,
): boolean {
  const types = Object.entries(asked)
  const has = (type: string, field: string) =>
    Object.hasOwn(fields, type) && fields[type]!.includes(field)
  return (
    types.length > 0 &&
    types.every(([type, names]) => names.length > 0 && names.every((name) => has(type, name)))
  )
}
