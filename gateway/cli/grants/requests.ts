import { readWords } from '../command.ts'
import { allRequests } from './find.ts'
import { REQUEST_HEADS, requestCells, requestLines } from './show.ts'
import { TABLE_OPTIONS, accessOf, tellAll } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, { ...TABLE_OPTIONS, state: { type: 'string' } })
    const state = values.state?.toUpperCase().replaceAll('-', '_') ?? null
    const rows = await Array.fromAsync(allRequests(accessOf(values), state))
    const told = { heads: REQUEST_HEADS, cellsOf: requestCells, linesOf: requestLines }
    tellAll({ values, rows, ...told, none: '没有申请' })
    return 0
  },
}
