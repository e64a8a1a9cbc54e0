/**
 * Clients of fictitious agencies for `npm start`: each makes its key in the agencies' own folder, and a
 * process of the province issues the certificate on a request, as it would for a stranger.
 */
import { join } from 'node:path'
import type { Province } from '../../../schemas/model/province.ts'
import type { Role } from '../../access/roles.ts'
import { partyFolder, usingState } from '../state-folder.ts'
import { isUsable, obtainCertificate } from './obtain-certificate.ts'
import { thumbprintIn, withClients } from './with-clients.ts'

export interface DevelopmentClient {
  readonly clientId: string
  readonly agency: string
  /** In Chinese. */
  readonly name: string
  readonly province: Province
  /** Private key, PKCS#8 in PEM. */
  readonly keyFile: string
  /** PEM: the client's certificate, then its issuer. */
  readonly chainFile: string
  /** `x5t#S256`. */
  readonly thumbprint: string
  readonly roles: readonly Role[]
}

export type DevelopmentRole = 'officer' | 'auditor' | 'administrator'

interface Facts {
  readonly agency: string
  readonly name: string
  readonly roles: readonly Role[]
}

export const DEVELOPMENT_AGENCIES: Readonly<Record<DevelopmentRole, Facts>> = {
  officer: { agency: 'XC-DEV-BUREAU', name: '虚构示例市场监督管理局', roles: ['OFFICER'] },
  auditor: { agency: 'XC-DEV-AUDIT', name: '虚构示例审计机关', roles: ['AUDITOR'] },
  administrator: {
    agency: 'XC-DEV-REGISTRAR',
    name: '虚构示例登记主管机关',
    roles: ['PROVINCE_ADMINISTRATOR'],
  },
}

/** Which province registers and certifies them. */
const PROVINCE: Province = 'SHANGHAI'
export const AGENCY_FOLDER = 'agency'
/** In that folder: what the pretend auditor verifies the log with. */
export const DEVELOPMENT_POLICY = 'log-policy.txt'

/**
 * Made once, and anew when a certificate has ended or belongs to an authority of before. The province
 * has its hierarchy by then.
 *
 * @throws {FederationError} `CHILD_FAILED` the province did not issue, `STATE_FOLDER_UNUSABLE`.
 */
export async function developmentClients(
  state: string,
): Promise<Readonly<Record<DevelopmentRole, DevelopmentClient>>> {
  const folder = await partyFolder(state, AGENCY_FOLDER)
  const [officer, auditor, administrator] = await Promise.all([
    clientOf('officer', state, folder),
    clientOf('auditor', state, folder),
    clientOf('administrator', state, folder),
  ])
  return { officer, auditor, administrator }
}

/** Registers them in the gateway's database, where they are not yet, or have other certificates. */
export async function registerDevelopmentClients(
  databaseUrl: string,
  clients: readonly DevelopmentClient[],
  at: Date,
): Promise<void> {
  await withClients(async (store) => {
    const registered = await store.current()
    for (const { clientId: id, agency, province, name, roles, thumbprint } of clients) {
      const before = registered.get(id)
      if (before?.certificates.includes(thumbprint) === true) continue
      if (before !== undefined) await store.remove(id)
      await store.add({ id, agency, province, name, roles, certificates: [thumbprint] }, at)
    }
  }, databaseUrl)
}

async function clientOf(
  role: DevelopmentRole,
  state: string,
  folder: string,
): Promise<DevelopmentClient> {
  const { agency, name, roles } = DEVELOPMENT_AGENCIES[role]
  const files = {
    keyFile: join(folder, `${role}.key.pem`),
    chainFile: join(folder, `${role}.chain.pem`),
  }
  await usingState(folder, async () => {
    if (await isUsable(files, new Date())) return
    await obtainCertificate({ ...files, name, province: PROVINCE, state })
  })
  return {
    ...{ clientId: `dev-${role}`, agency, name, province: PROVINCE, roles, ...files },
    thumbprint: await thumbprintIn(files.chainFile),
  }
}
