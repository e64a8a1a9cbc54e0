/** Committed vectors and answers of the Jiangsu registry; how they were made: fixtures/make.py. */
import { readFileSync } from 'node:fs'

export type FixtureName =
  | 'base-answer.gb18030'
  | 'records-answer.gb18030'
  | 'list-answer.gb18030'
  | 'refused-answer.gb18030'

export function fixture(name: FixtureName): Buffer {
  return read(name)
}

export interface CharsetVectors {
  readonly vectors: readonly { title: string; text: string; hex: string }[]
  /** Each text has the bytes of two editions of the standard. */
  readonly moved: readonly { text: string; hex: readonly string[] }[]
}

export interface FormVectors {
  readonly key: string
  readonly vectors: readonly {
    fields: Readonly<Record<string, string>>
    form: string
    sign: string
  }[]
}

export const charsetVectors = JSON.parse(read('gb18030.json').toString('utf8')) as CharsetVectors
export const formVectors = JSON.parse(read('forms.json').toString('utf8')) as FormVectors

function read(name: string): Buffer {
  return readFileSync(new URL(`../../../adapters/jiangsu/fixtures/${name}`, import.meta.url))
}
