import { readWords } from '../command.ts'
import { allGrants } from './find.ts'
import { GRANT_HEADS, grantCells, grantLines } from './show.ts'
import { TABLE_OPTIONS, accessOf, tellAll } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, TABLE_OPTIONS)
    const rows = await allGrants(accessOf(values))
    const told = { heads: GRANT_HEADS, cellsOf: grantCells, linesOf: grantLines }
    tellAll({ values, rows, ...told, none: '没有授权' })
    return 0
  },
}
