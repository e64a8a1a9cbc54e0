import { readFile } from 'node:fs/promises'
import { readWords } from '../command.ts'
import { askGateway } from './gateway-client.ts'
import type { GatewayAccess } from './gateway-client.ts'
import { SUBMIT_MUTATION } from './graph-types.ts'
import type { GrantAnswer } from './graph-types.ts'
import { grantLines } from './show.ts'
import { GATEWAY_OPTIONS, accessOf, onlyWord, tellAll, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, GATEWAY_OPTIONS, true)
    const file = onlyWord(positionals, '授权令牌所在的文件')
    const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw usage(`文件${file}无法读取（${cause.code ?? ''}）`)
    })
    await submit(accessOf(values), text.trim(), values.json)
    return 0
  },
}

/** Tells what the gateway says of the grant from now on. */
export async function submit(
  access: GatewayAccess,
  token: string,
  json: boolean | undefined,
): Promise<void> {
  const grant = await askGateway<GrantAnswer>(access, SUBMIT_MUTATION, { token })
  const told = { heads: [], cellsOf: () => [], linesOf: grantLines, none: '' }
  tellAll({ values: { json }, rows: [grant], ...told })
}
