import { FederationError } from '../../../schemas/model/errors.ts'
import { signGrant } from '../../access/grant.ts'
import type { Grant } from '../../access/grant.ts'
import { readWords } from '../command.ts'
import { allGrants } from './find.ts'
import { recordOf } from './graph-types.ts'
import type { GrantAnswer } from './graph-types.ts'
import { grantSignerOf } from './party-signer.ts'
import type { PartySigner } from './party-signer.ts'
import { jsonLine } from './safe-output.ts'
import { submit } from './submit.ts'
import {
  GATEWAY_OPTIONS,
  accessOf,
  onlyWord,
  provinceWord,
  requiredOption,
  writeLine,
} from './words.ts'

const DAY_MS = 86_400_000

/** A higher version that says it is withdrawn; submitted at once unless it is only to be printed. */
export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      {
        ...GATEWAY_OPTIONS,
        state: { type: 'string' },
        grant: { type: 'string' },
        print: { type: 'boolean' },
      },
      true,
    )
    const owner = provinceWord(onlyWord(positionals, '省市'))
    const access = accessOf(values)
    const id = requiredOption(values.grant, 'grant')
    const found = (await allGrants(access)).find((one) => one.id === id && one.province === owner)
    const at = new Date()
    const party = await grantSignerOf(owner, values.state, at)
    const grant = withdrawn(found, id, party, at)
    const token = await signGrant(grant, party.signer)
    if (values.print !== true) await submit(access, token, values.json)
    else writeLine(values.json === true ? jsonLine({ id, version: grant.version, token }) : token)
    return 0
  },
}

/** @throws {FederationError} `GRANT_UNKNOWN`: not there, or its signature does not hold and it counts for nothing. */
function withdrawn(
  found: GrantAnswer | undefined,
  id: string,
  { notAfter }: PartySigner,
  at: Date,
): Grant {
  if (found === undefined || found.fields === null) {
    throw new FederationError('GRANT_UNKNOWN', { grant: id })
  }
  const { version, province, agency, operations, fields, grades, purpose, legalBases } = found
  const untilMs = Math.max(Date.parse(found.validUntil!), at.getTime() + DAY_MS)
  return {
    ...{ owner: province, id, agency, revoked: true, version: version + 1 },
    operations: operations!,
    fields: recordOf(fields),
    grades: Object.fromEntries(grades!.map(({ grade, clarity }) => [grade, clarity])),
    ...{ purpose: purpose!, legalBases: legalBases!, approvers: found.approvers! },
    ...{ issuedAt: at, validFrom: at },
    validUntil: new Date(Math.min(untilMs, notAfter.getTime())),
  }
}
