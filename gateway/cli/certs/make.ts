import { fingerprintOf } from '../../../certs/anchors.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import { currentAuthority } from '../../../certs/hierarchy.ts'
import { changeHierarchy } from '../../../certs/party-store.ts'
import { PARTY_FACTS } from '../../../certs/parties.ts'
import { readWords } from '../command.ts'
import { usingState } from '../state-folder.ts'
import { COMMON_OPTIONS, certsFolder, dayOf, partiesIn, tell, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { ...COMMON_OPTIONS, all: { type: 'boolean' } },
      true,
    )
    const parties = partiesIn(positionals, values.all === true)
    if (parties.length === 0) throw usage('请写明一方或多方，或用--all')
    for (const party of parties) {
      const at = new Date()
      const folder = await certsFolder(party, values.state)
      const hierarchy = await usingState(folder, () =>
        changeHierarchy(folder, async (found, ring) => found ?? makeHierarchy(party, ring, at)),
      )
      const root = currentAuthority(hierarchy, 'ROOT', at)
      const sha256 = fingerprintOf(root.pem)
      const { verifierKey = null } = hierarchy.witness ?? {}
      tell(
        values.json,
        { party, folder, anchor: { sha256, notAfter: root.notAfter }, verifierKey },
        [
          `${PARTY_FACTS[party].organisation}（${party}）：${folder}`,
          `  根证书SHA-256 ${sha256}，有效至${dayOf(root.notAfter)}`,
          ...(verifierKey === null ? [] : [`  见证公钥 ${verifierKey}`]),
        ],
      )
    }
    return 0
  },
}
