import { readWords, wholeNumber } from '../command.ts'
import { TRANSITIONS } from '../../access/grant-request.ts'
import { askGateway } from './gateway-client.ts'
import { REVIEW_MUTATION } from './graph-types.ts'
import type { RequestAnswer } from './graph-types.ts'
import { requestLines } from './show.ts'
import { GATEWAY_OPTIONS, accessOf, onlyWord, requiredOption, tellAll, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      {
        ...GATEWAY_OPTIONS,
        act: { type: 'string' },
        text: { type: 'string' },
        seen: { type: 'string' },
      },
      true,
    )
    const id = onlyWord(positionals, '申请编号')
    const act = requiredOption(values.act, 'act').toUpperCase()
    if (!Object.hasOwn(TRANSITIONS, act)) {
      throw usage(`--act可用：${Object.keys(TRANSITIONS).join('、').toLowerCase()}`)
    }
    const seen =
      values.seen === undefined ? null : wholeNumber('seen', values.seen, 1, 2_147_483_647)
    const variables = { id, act, text: values.text ?? null, seen }
    const request = await askGateway<RequestAnswer>(accessOf(values), REVIEW_MUTATION, variables)
    const told = { heads: [], cellsOf: () => [], linesOf: requestLines, none: '' }
    tellAll({ values: { json: values.json }, rows: [request], ...told })
    return 0
  },
}
