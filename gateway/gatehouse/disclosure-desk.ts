/** `POST /_gatehouse/disclosures`: only here lies the key; every act of opening is on the disk first. */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import { verifySignedToken } from '../access/signed-token.ts'
import type { TokenTrust } from '../access/signed-token.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import { digestOf } from '../federation-log/salted-digest.ts'
import { hashLeaf } from '../federation-log/tree.ts'
import { openSealed } from '../log/sealed-disclosures.ts'
import { AppendFile } from './append-file.ts'
import { disclosureRequestKind, readDisclosureBody } from './disclosure-request.ts'
import type { DisclosureEntry, DisclosureRequest } from './disclosure-request.ts'
import { jsonReply } from './reply.ts'
import type { Reply } from './reply.ts'

export const AUDIT_FILE = 'disclosures.ndjson'

export interface DisclosureSettings {
  /** Id of the gatehouse: the audience of requests. */
  readonly id: string
  /** Chains for AGENCY_CLIENT, below the province's own anchors or those it was given. */
  readonly trust: TokenTrust
  /** `x5t#S256` of the certificates of auditors within the province's remit. Whoever can add one reads all. */
  readonly auditors: ReadonlySet<string>
  readonly privateKey: KeyObject
}

/** Asked for every request: who was removed from the list, or revoked, is refused at once. */
export type LoadDisclosures = () => Promise<DisclosureSettings>

/** A line of the audit file. */
const ACT = z.object({
  v: z.literal(1),
  at: z.iso.datetime(),
  jti: z.string(),
  until: z.iso.datetime(),
  auditor: z.string(),
  case: z.string(),
  basis: z.string(),
  leaves: z.array(z.string()),
})

export class DisclosureDesk {
  readonly #file: string
  readonly #now: () => Date
  /** Ids of requests that could come again, with their end. */
  readonly #used = new Map<string, number>()
  #acts: AppendFile | null = null
  #load: LoadDisclosures | null = null

  constructor({ folder, now }: { readonly folder: string; readonly now: () => Date }) {
    this.#file = join(folder, AUDIT_FILE)
    this.#now = now
  }

  /** @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`. */
  async open(load: LoadDisclosures): Promise<void> {
    this.#acts ??= await AppendFile.open(this.#file, (text, line) => {
      const act = actIn(text)
      if (act === null) {
        throw new FederationError('GATEHOUSE_RECORD_DAMAGED', { file: this.#file, line })
      }
      this.#used.set(act.jti, Date.parse(act.until))
    })
    this.#load = load
  }

  /**
   * After {@link open}.
   *
   * @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`, `TOKEN_…` and
   * codes of the certification path, `GATEHOUSE_AUDITOR_UNKNOWN`, `GATEHOUSE_DISCLOSURE_REPLAYED`,
   * `GATEHOUSE_LEAF_FOREIGN`, `LOG_DISCLOSURE_MALFORMED`, `GATEHOUSE_RECORD_FAILED`.
   */
  async answer(body: Buffer): Promise<Reply> {
    const { request: token, entries } = readDisclosureBody(body)
    const settings = await this.#load!()
    const request = await verified(token, settings, this.#now())
    for (const entry of entries) checkNamed(entry, request)
    await this.#record(request)
    const leaves = entries.map((entry) => {
      return { leafHash: entry.leafHash, disclosures: opened(entry, settings.privateKey) }
    })
    return jsonReply(200, { leaves })
  }

  async close(): Promise<void> {
    await this.#acts?.close()
  }

  async #record({
    tokenId: jti,
    expiresAt,
    certificate,
    ...rest
  }: DisclosureRequest): Promise<void> {
    const at = this.#now()
    for (const [id, until] of this.#used) if (until < at.getTime()) this.#used.delete(id)
    if (this.#used.has(jti)) throw new FederationError('GATEHOUSE_DISCLOSURE_REPLAYED')
    this.#used.set(jti, expiresAt.getTime())
    const act: z.infer<typeof ACT> = {
      v: 1,
      at: at.toISOString(),
      jti,
      until: expiresAt.toISOString(),
      auditor: certificate,
      case: rest.caseNumber,
      basis: rest.basis,
      leaves: [...rest.leaves],
    }
    await this.#acts!.append([JSON.stringify(act)])
  }
}

async function verified(
  token: string,
  { id, auditors, trust }: DisclosureSettings,
  at: Date,
): Promise<DisclosureRequest> {
  const verdict = await verifySignedToken(token, disclosureRequestKind(id, auditors), trust, at)
  if (verdict.value !== null) return verdict.value
  const facts = verdict.steps.find(({ code }) => code !== null)?.facts ?? {}
  throw new FederationError(verdict.code ?? 'INTERNAL', facts)
}

function checkNamed({ leafHash, leaf }: DisclosureEntry, { leaves }: DisclosureRequest): void {
  if (leaves.includes(leafHash) && hashLeaf(leaf).toString('base64url') === leafHash) return
  throw new FederationError('GATEHOUSE_LEAF_FOREIGN')
}

/** Only what the leaf commits to; what is erased is not there. */
function opened({ leaf, leafHash, sealed }: DisclosureEntry, privateKey: KeyObject): string[] {
  const { _sd } = parseLeaf(leaf)
  const hash = Buffer.from(leafHash, 'base64url')
  const disclosures = sealed.flatMap((one) => openSealed(one, hash, privateKey))
  return disclosures.filter((disclosure) => _sd.includes(digestOf(disclosure)))
}

function actIn(text: string): z.infer<typeof ACT> | null {
  try {
    return ACT.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
