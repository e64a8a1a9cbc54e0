import { readWords } from '../command.ts'
import { askGateway } from './gateway-client.ts'
import { CATALOGUE_QUERY } from './graph-types.ts'
import type { EntryAnswer } from './graph-types.ts'
import { ENTRY_HEADS, entryCells, entryLines } from './show.ts'
import { TABLE_OPTIONS, accessOf, provinceWord, tellAll } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, { ...TABLE_OPTIONS, province: { type: 'string' } })
    const province = values.province === undefined ? null : provinceWord(values.province)
    const rows = await askGateway<readonly EntryAnswer[]>(accessOf(values), CATALOGUE_QUERY, {
      province,
    })
    const told = { heads: ENTRY_HEADS, cellsOf: entryCells, linesOf: entryLines }
    tellAll({ values, rows, ...told, none: '目录为空' })
    return 0
  },
}
