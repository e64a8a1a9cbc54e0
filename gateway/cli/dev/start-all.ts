/** Everything on one machine, in the order in which one part needs the other. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepAnchors } from '../../../certs/trust-folder.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import { openDatabase } from '../../store/database.ts'
import { migrate } from '../../store/migrate.ts'
import { startPrivatePostgres } from '../../store/private-postgres.ts'
import { HANDED_TRUST } from '../certs/own-hierarchy.ts'
import { startChild } from '../child.ts'
import type { Child } from '../child.ts'
import {
  AGENCY_FOLDER,
  DEVELOPMENT_AGENCIES,
  DEVELOPMENT_POLICY,
  developmentClients,
  registerDevelopmentClients,
} from '../clients/development-clients.ts'
import { loadKey, privateFile, registrySettingsFor } from '../party-files.ts'
import type { WorldWords } from '../province.ts'
import { partyFolder, usingState } from '../state-folder.ts'
import { fieldsOfLog } from './graph-of-log.ts'
import { logOfOneMachine } from './log-of-one-machine.ts'
import { startProvinceProcess } from './province-process.ts'
import type { ProvinceProcess } from './province-process.ts'
import type { StartedParts } from './started-parts.ts'

/** Folder of the private database in the gateway's own. */
export const DATABASE = 'postgres'

export interface Started {
  readonly gateway: Child
  readonly url: string
}

export async function startAll(
  state: string,
  words: WorldWords,
  port: number,
  parts: StartedParts,
): Promise<Started> {
  const folder = await partyFolder(state, 'gateway')
  const url = `http://127.0.0.1:${port}`
  // First, because it says whether somebody works on this state already.
  const database = await startDatabase(folder, parts)
  const provinces = await Promise.all(
    PROVINCES.map((one) => startProvinceProcess(one, words, state, parts)),
  )
  for (const province of provinces) province.begin()
  const trustFolder = await keepTrust(folder, provinces)
  const witnesses = provinces.map(async ({ province, witnessUrl, trust }) => {
    return { province, url: witnessUrl, vkey: (await trust).witness! }
  })
  const log = await logOfOneMachine(folder, await Promise.all(witnesses), `${url}/log`)
  for (const province of provinces) province.knowLog(log.keys)
  // The pretend auditor has it from outside, as a real one would.
  const agencies = await partyFolder(state, AGENCY_FOLDER)
  await copyFile(log.policyFile, join(agencies, DEVELOPMENT_POLICY))
  const [grants, clients] = await Promise.all([
    grantsOf(provinces),
    registerClients(state, database.url),
  ])
  const { auditor } = clients
  provinces
    .find(({ province }) => province === auditor.province)!
    .knowAuditors([auditor.thumbprint])
  const taken = Promise.withResolvers<void>()
  const gateway = await startChild({
    words: ['serve', '--migrate'],
    env: {
      ...process.env,
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      ...(await registrySettings(folder, provinces)),
      ...log.settings,
      ...{ TRUST_FOLDER: trustFolder, PLAIN_TOKENS: 'loopback', PORT: String(port) },
      ...{ DATABASE_URL: database.url, CACHE_KEY: await loadKey(folder, 'cache-key') },
    },
    onLine: (line) => process.stdout.write(`${line}\n`),
    onMore: (facts) => facts['grantsTaken'] !== undefined && taken.resolve(),
    onSpawn: (stop) => void parts.add(stop).catch(() => undefined),
  })
  gateway.send({ grants })
  await Promise.race([taken.promise, gateway.ended])
  return { gateway, url: String(gateway.facts['url']) }
}

async function startDatabase(folder: string, parts: StartedParts) {
  const database = await usingState(folder, () =>
    startPrivatePostgres({ folder: join(folder, DATABASE) }),
  )
  await parts.add(() => database.stop())
  const opened = openDatabase(database.url, () => undefined, { patient: true })
  try {
    await migrate(opened)
  } finally {
    await opened.destroy()
  }
  return database
}

/** Anchors and revocation lists of the four, in the gateway's folder: what it believes. */
async function keepTrust(folder: string, provinces: readonly ProvinceProcess[]): Promise<string> {
  const trustFolder = join(folder, 'trust')
  const lists = join(trustFolder, 'crls')
  return usingState(trustFolder, async () => {
    await mkdir(lists, { recursive: true, mode: 0o700 })
    for (const { province, trust } of provinces) {
      const { slug } = PROVINCE_FACTS[province]
      // It comes over the channel to the party's process: its form is checked before it is believed.
      const { anchors, crls } = HANDED_TRUST.parse(await trust)
      await keepAnchors(trustFolder, slug, anchors, `ydelta province ${slug}`)
      await writeFile(join(lists, `${slug}.pem`), crls.join(''))
    }
    return trustFolder
  })
}

async function registerClients(state: string, databaseUrl: string) {
  const clients = await developmentClients(state)
  await registerDevelopmentClients(databaseUrl, Object.values(clients), new Date())
  return clients
}

async function grantsOf(provinces: readonly ProvinceProcess[]) {
  const agencies = {
    officer: DEVELOPMENT_AGENCIES.officer.agency,
    auditor: DEVELOPMENT_AGENCIES.auditor.agency,
    logFields: fieldsOfLog(),
  }
  const all = await Promise.all(
    provinces.map(async (one) => {
      const tokens = await one.grants(agencies)
      return tokens.map((token) => ({ owner: one.province, token }))
    }),
  )
  return all.flat()
}

async function registrySettings(
  folder: string,
  provinces: readonly ProvinceProcess[],
): Promise<Readonly<Record<string, string>>> {
  const all = await Promise.all(
    provinces.map(async ({ province, url, credentials, disclosureKey, searchKey }) => {
      const name = `${province}_DISCLOSURE_KEY_FILE`
      const file = join(folder, `${name.toLowerCase()}.pem`)
      return {
        ...(await registrySettingsFor(province, url, credentials, folder)),
        [name]: await privateFile(file, disclosureKey),
        [`${province}_SEARCH_KEY`]: searchKey,
      }
    }),
  )
  return Object.assign({}, ...all) as Record<string, string>
}
