import { authorityOf } from '../../../certs/hierarchy.ts'
import { refreshCrls } from '../../../certs/maintain.ts'
import type { Party } from '../../../certs/parties.ts'
import { readWords } from '../command.ts'
import { COMMON_OPTIONS, changeExisting, partiesIn, tell, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, all: { type: 'boolean' }, now: { type: 'boolean' } },
      true,
    )
    const parties = partiesIn(positionals, values.all === true)
    if (parties.length === 0) throw usage('请写明一方或多方，或用--all')
    let whole = true
    for (const party of parties) {
      whole = (await refresh(party, values.state, values.now === true, values.json)) && whole
    }
    return whole ? 0 : 1
  },
}

/** @returns false when a list could not be made for want of its key. */
async function refresh(
  party: Party,
  state: string | undefined,
  evenFresh: boolean,
  asJson: boolean | undefined,
): Promise<boolean> {
  let renewed: readonly string[] = []
  let keyless: readonly string[] = []
  const hierarchy = await changeExisting(party, state, async (found, ring) => {
    const refreshed = await refreshCrls(found, ring, new Date(), evenFresh)
    ;({ renewed, keyless } = refreshed)
    return refreshed.hierarchy
  })
  const numbers = renewed.map((id) => `${id} ${authorityOf(hierarchy, id).crl.number}号`)
  tell(asJson, { party, renewed, keyless }, [
    `${party}：${numbers.length === 0 ? '吊销列表均未过半有效期' : `已重签 ${numbers.join('、')}`}`,
    ...keyless.map((id) => `  ${id}的私钥不在此处，其吊销列表未更新`),
  ])
  return keyless.length === 0
}
