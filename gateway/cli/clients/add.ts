import { FederationError } from '../../../schemas/model/errors.ts'
import { provinceOfSlug } from '../../../schemas/model/province.ts'
import type { Role } from '../../access/roles.ts'
import { readWords } from '../command.ts'
import { clientOf, onlyId, tellClient, thumbprintIn, withClients } from './with-clients.ts'

const many = { type: 'string', multiple: true, default: [] as string[] } as const
const OPTIONS = {
  agency: { type: 'string', default: '' },
  province: { type: 'string', default: '' },
  name: { type: 'string', default: '' },
  role: many,
  certificate: many,
  json: { type: 'boolean' },
} as const

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, OPTIONS, true)
    const province = provinceOfSlug(values.province)
    if (province === null) throw new FederationError('USAGE', { problem: '请用--province写明省市' })
    const client = {
      ...{ id: onlyId(positionals), agency: values.agency, province, name: values.name },
      roles: values.role as Role[],
      certificates: await Promise.all(values.certificate.map(thumbprintIn)),
    }
    await withClients(async (clients) => {
      await clients.add(client, new Date())
      tellClient(values.json, await clientOf(clients, client.id), '已登记')
    })
    return 0
  },
}
