/**
 * Rows as Shanghai's services send them. National (工商) field names in lower case, the 双公示 names
 * `CF_…` for penalties, the court feed's names for dishonest debtors; see README.md.
 */
import { ValueError } from '../../schemas/model/value-error.ts'

/** One row. Every field is text, a number or null; a row that lacks a field says nothing about it. */
export type Row = Readonly<Record<string, unknown>>

/** The lists inside an entity's row, by their names on the wire. */
export const LISTS = ['xzxk', 'xzcf', 'jyyc', 'yzwf', 'ccjc', 'bgxx', 'fzjg'] as const
export type ListName = (typeof LISTS)[number]

/** The first rows of a list, and how many it has in all. */
export interface ListHead {
  readonly total: number
  readonly rows: readonly Row[]
}

/** An entity with every row of every list, put together from as many calls as it took. */
export interface EntityRows {
  readonly base: Row
  readonly lists: Readonly<Record<ListName, readonly Row[]>>
  /** 失信被执行人, from the XML service. */
  readonly debtors: readonly Row[]
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Trimmed text of a field; null for absent, empty and `\N`. @throws {ValueError} neither text nor number. */
export function textOf(row: Row, field: string): string | null {
  const value = row[field]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' && typeof value !== 'number') throw new ValueError(value, field)
  const text = String(value).trim()
  return text === '' || text === '\\N' ? null : text
}

/** A field that must be there. @throws {ValueError} */
export function neededText(row: Row, field: string): string {
  const text = textOf(row, field)
  if (text === null) throw new ValueError(row[field], field)
  return text
}

/** A field that holds several texts, in order; an entry may be null. @throws {ValueError} no such list. */
export function textsOf(row: Row, field: string): readonly (string | null)[] {
  const value = row[field]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new ValueError(value, field)
  return value.map((text: unknown) => textOf({ text }, 'text'))
}

/**
 * A list inside an entity's row. One that is missing is not an empty one: it would read as "no
 * penalties" where the registry said nothing.
 *
 * @throws {ValueError} missing, not a list, or with more rows than it says.
 */
export function headOf(row: Row, name: ListName): ListHead {
  const list = row[name]
  if (!isRow(list) || !isCount(list.total) || !isRows(list.rows)) throw new ValueError(list, name)
  if (list.rows.length > list.total) throw new ValueError(list.total, name)
  return { total: list.total, rows: list.rows }
}

export function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every(isRow)
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
