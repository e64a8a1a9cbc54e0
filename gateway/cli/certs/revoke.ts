import { REVOCATION_REASONS } from '../../../certs/crl.ts'
import type { RevocationReason } from '../../../certs/crl.ts'
import { authorityOf } from '../../../certs/hierarchy.ts'
import { revoke } from '../../../certs/maintain.ts'
import { readWords } from '../command.ts'
import { COMMON_OPTIONS, changeExisting, onlyParty, required, tell, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      {
        ...COMMON_OPTIONS,
        serial: { type: 'string' },
        reason: { type: 'string', default: 'unspecified' },
      },
      true,
    )
    const party = onlyParty(positionals)
    const reason = reasonOf(values.reason)
    const serial = required(values.serial, 'serial')
    if (!/^(0x)?[0-9a-f:]+$/i.test(serial)) throw usage('--serial应为十六进制序列号')
    const hierarchy = await changeExisting(party, values.state, (found, ring) =>
      revoke(found, { serial, reason }, ring, new Date()),
    )
    const revoked = hierarchy.revocations.at(-1)!
    const { number, nextUpdate } = authorityOf(hierarchy, revoked.issuer).crl
    tell(values.json, { ...revoked, crl: { number, nextUpdate } }, [
      `已吊销 ${revoked.serial}（${reason}），${revoked.issuer}的吊销列表${number}号已签发`,
    ])
    return 0
  },
}

function reasonOf(word: string): RevocationReason {
  if (Object.hasOwn(REVOCATION_REASONS, word)) return word as RevocationReason
  throw usage(`没有原因“${word}”，可用：${Object.keys(REVOCATION_REASONS).join('、')}`)
}
