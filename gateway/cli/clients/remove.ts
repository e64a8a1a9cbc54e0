import { readWords } from '../command.ts'
import { clientOf, onlyId, tellClient, withClients } from './with-clients.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, { json: { type: 'boolean' } }, true)
    const id = onlyId(positionals)
    await withClients(async (clients) => {
      const client = await clientOf(clients, id)
      await clients.remove(id)
      tellClient(values.json, client, '已注销')
    })
    return 0
  },
}
