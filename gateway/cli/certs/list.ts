import { join } from 'node:path'
import type { Authority, Hierarchy, Leaf } from '../../../certs/hierarchy.ts'
import { isRotationDue } from '../../../certs/maintain.ts'
import { PARTIES } from '../../../certs/parties.ts'
import { loadHierarchy } from '../../../certs/party-store.ts'
import { wordOf } from '../../../certs/profiles.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { readWords } from '../command.ts'
import { stateFolder, usingState } from '../state-folder.ts'
import { COMMON_OPTIONS, dayOf, partiesIn, tell } from './words.ts'

const STATES = {
  CURRENT: '现用',
  ROTATION_DUE: '应更换',
  SUPERSEDED: '已更换',
  REVOKED: '已吊销',
  EXPIRED: '已到期',
} as const
type State = keyof typeof STATES

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, COMMON_OPTIONS, true)
    const asked = partiesIn(positionals, false)
    const state = await stateFolder(values.state)
    for (const party of asked.length === 0 ? PARTIES : asked) {
      const folder = join(state, party, 'certs')
      const hierarchy = await usingState(folder, () => loadHierarchy(folder))
      if (hierarchy !== null) tellAll(hierarchy, values.json, new Date())
      else if (asked.length > 0) throw new FederationError('CERTS_MISSING', { party })
    }
    return 0
  },
}

function tellAll(hierarchy: Hierarchy, asJson: boolean | undefined, at: Date): void {
  const { party, authorities, certificates } = hierarchy
  for (const one of authorities) {
    const { id, serial, notBefore, notAfter, issuer, crl } = one
    const state = stateOf(hierarchy, one, at)
    const { number, nextUpdate } = crl
    tell(
      asJson,
      {
        party,
        id,
        role: wordOf(one.role),
        serial,
        issuer,
        notBefore,
        notAfter,
        state,
        crl: { number, nextUpdate },
      },
      [`${lineOf(party, id, one, state)}  吊销列表${number}号，至${dayOf(nextUpdate)}`],
    )
  }
  for (const one of certificates) {
    const { role, generation, serial, notBefore, notAfter, issuer, subject, retiresAt } = one
    const state = stateOf(hierarchy, one, at)
    const id = generation === null ? wordOf(role) : `${wordOf(role)}-g${generation}`
    tell(
      asJson,
      {
        party,
        id,
        role: wordOf(role),
        generation,
        serial,
        issuer,
        subject,
        notBefore,
        notAfter,
        state,
        retiresAt,
      },
      [`${lineOf(party, id, one, state)}  ${subject}`],
    )
  }
}

function lineOf(party: string, id: string, { serial, notAfter }: Authority | Leaf, state: State) {
  return `${party}  ${id.padEnd(22)}  ${serial.padStart(32, '0')}  至${dayOf(notAfter)}  ${STATES[state]}`
}

function stateOf({ revocations }: Hierarchy, one: Authority | Leaf, at: Date): State {
  if (revocations.some(({ serial }) => serial === one.serial)) return 'REVOKED'
  if (one.notAfter <= at) return 'EXPIRED'
  if (one.supersededAt !== null) return 'SUPERSEDED'
  return isRotationDue(one, at) ? 'ROTATION_DUE' : 'CURRENT'
}
