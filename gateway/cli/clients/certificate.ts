import { FederationError } from '../../../schemas/model/errors.ts'
import { readWords } from '../command.ts'
import { clientOf, onlyId, tellClient, thumbprintIn, withClients } from './with-clients.ts'

const OPTIONS = {
  add: { type: 'string' },
  remove: { type: 'string' },
  json: { type: 'boolean' },
} as const

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, OPTIONS, true)
    const id = onlyId(positionals)
    const { add, remove } = values
    if ((add === undefined) === (remove === undefined)) {
      throw new FederationError('USAGE', { problem: '请写明--add或--remove之一' })
    }
    await withClients(async (clients) => {
      const { certificates } = await clientOf(clients, id)
      const wanted =
        add === undefined
          ? certificates.filter((one) => one !== remove)
          : [...certificates, await thumbprintIn(add)]
      if (wanted.length === certificates.length) {
        throw new FederationError('USAGE', { problem: `客户端没有登记指纹为${remove}的证书` })
      }
      await clients.setCertificates(id, wanted, new Date())
      tellClient(values.json, await clientOf(clients, id), '已更改证书')
    })
    return 0
  },
}
