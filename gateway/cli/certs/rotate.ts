import { isRotationDue, rotate } from '../../../certs/maintain.ts'
import { PARTY_FACTS } from '../../../certs/parties.ts'
import type { Party } from '../../../certs/parties.ts'
import { isAuthority, profileOf, roleOfWord, wordOf } from '../../../certs/profiles.ts'
import type { Role } from '../../../certs/profiles.ts'
import type { Hierarchy } from '../../../certs/hierarchy.ts'
import { readWords, wholeNumber } from '../command.ts'
import { COMMON_OPTIONS, changeExisting, dayOf, onlyParty, required, tell, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, what: { type: 'string' }, 'overlap-days': { type: 'string' } },
      true,
    )
    const party = onlyParty(positionals)
    const role = roleIn(party, required(values.what, 'what'))
    const overlapDays = overlapIn(role, values['overlap-days'])
    const hierarchy = await changeExisting(party, values.state, (found, ring) =>
      rotate(found, role, ring, new Date(), overlapDays),
    )
    tellSuccession(hierarchy, role, values.json)
    return 0
  },
}

function tellSuccession(hierarchy: Hierarchy, role: Role, asJson: boolean | undefined): void {
  const kept = isAuthority(role) ? hierarchy.authorities : hierarchy.certificates
  const generations = kept.filter((one) => one.role === role && one.generation !== null)
  const [old, made] = [generations.at(-2), generations.at(-1)!]
  const { generation, serial, notAfter } = made
  tell(
    asJson,
    { role: wordOf(role), generation, serial, notAfter, superseded: old?.serial ?? null },
    [
      `新的${profileOf(role).zh}为第${generation}代，序列号${serial}，有效至${dayOf(notAfter)}`,
      ...(old === undefined ? [] : [`旧的（${old.serial}）仍有效至${dayOf(old.notAfter)}`]),
      ...(role === 'ROOT'
        ? ['请导出新的根证书交各方，核对指纹后，再更换签发CA（--what issuing）']
        : []),
      ...(isRotationDue(made, made.notBefore)
        ? ['新证书受签发机构有效期限制，请尽快更换签发机构']
        : []),
    ],
  )
}

function roleIn(party: Party, word: string): Role {
  const role = roleOfWord(word)
  const own: readonly Role[] = ['ROOT', 'ISSUING', ...PARTY_FACTS[party].purposes]
  if (role !== null && own.includes(role)) return role
  throw usage(`${party}没有“${word}”，可用：${own.map(wordOf).join('、')}`)
}

function overlapIn(role: Role, text: string | undefined): number {
  if (text === undefined) return profileOf(role).overlapDays
  if (isAuthority(role)) throw usage('签发机构更换后，旧的总是有效至其到期，不用--overlap-days')
  return wholeNumber('overlap-days', text, 0, profileOf(role).days)
}
