import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import { ROLES } from '../../access/roles.ts'
import type { SignInClient } from '../../store/client-registration.ts'
import { readWords } from '../command.ts'
import { withClients } from './with-clients.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, { json: { type: 'boolean' } })
    const clients = [...(await withClients((store) => store.current())).values()]
    const lines =
      values.json === true ? clients.map((one) => JSON.stringify(one)) : tableOf(clients)
    process.stdout.write(`${lines.join('\n')}\n`)
    return 0
  },
}

function tableOf(clients: readonly SignInClient[]): string[] {
  if (clients.length === 0) return ['没有登记的客户端']
  return clients.flatMap(({ id, name, agency, province, roles, status, certificates }) => [
    `${id}  ${name}  ${agency}  ${PROVINCE_FACTS[province].zh}${status === 'ACTIVE' ? '' : '  已停用'}`,
    `    角色：${roles.map((role) => ROLES[role]).join('、')}`,
    ...certificates.map((one) => `    证书：${one}`),
  ])
}
