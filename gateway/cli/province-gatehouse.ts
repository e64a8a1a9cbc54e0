/** The gatehouse of a province as a process runs it: its folder, its keys, what it is told by whoever started it. */
import type { Party } from '../../certs/parties.ts'
import type { Province } from '../../schemas/model/province.ts'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { LogKeysJson } from '../gatehouse/log-keys.ts'
import { startGatehouse } from '../gatehouse/start-gatehouse.ts'
import type { RunningGatehouse } from '../gatehouse/start-gatehouse.ts'
import { lineOf } from './line-of.ts'
import { GATEHOUSE_PROTOCOLS } from './gatehouse-protocols.ts'
import type { ProvinceKeys } from './province-keys.ts'
import { partyFolder, usingState } from './state-folder.ts'

export interface ProvinceGatehouseWords {
  readonly province: Province
  readonly registryUrl: string
  readonly promises: 'require' | 'off'
  readonly port: number
  readonly state: string
}

export async function startProvinceGatehouse({
  province,
  state,
  ...words
}: ProvinceGatehouseWords): Promise<RunningGatehouse> {
  const folder = await partyFolder(state, PROVINCE_FACTS[province].slug)
  const gatehouse = await usingState(folder, () =>
    startGatehouse({
      ...words,
      province,
      protocol: GATEHOUSE_PROTOCOLS[province],
      folder,
      tell: (line) => process.stderr.write(`${line}\n`),
    }),
  )
  hearLogKeys(gatehouse)
  hearAuditors(PROVINCE_FACTS[province].slug, state)
  return gatehouse
}

/** Over the channel to the process that started us: `{"logKeys":{…}}`. */
function hearLogKeys(gatehouse: RunningGatehouse): void {
  process.on('message', (message: { readonly logKeys?: LogKeysJson }) => {
    if (message.logKeys === undefined) return
    gatehouse.setLogKeys(message.logKeys).catch((failure: unknown) => {
      process.stderr.write(`${lineOf(failure)}\n`)
    })
  })
}

/** Over the same channel: `{"auditors":[…]}`. */
function hearAuditors(party: Party, state: string): void {
  process.on('message', ({ auditors }: { readonly auditors?: readonly string[] }) => {
    if (auditors === undefined) return
    import('./certs/own-gatehouse.ts')
      .then(({ registerAuditors }) => registerAuditors(party, state, auditors))
      .catch((failure: unknown) => process.stderr.write(`${lineOf(failure)}\n`))
  })
}

/** Once the party has its certificates. */
export async function completeGatehouse(
  gatehouse: RunningGatehouse,
  party: Party,
  state: string,
  { disclosure }: ProvinceKeys,
): Promise<void> {
  const { ownDisclosures, ownWitness } = await import('./certs/own-gatehouse.ts')
  gatehouse.setWitness(await ownWitness(party, state))
  await gatehouse.setDisclosures(() => ownDisclosures(party, state, disclosure))
}
