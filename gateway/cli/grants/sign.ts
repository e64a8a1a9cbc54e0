import type { Province } from '../../../schemas/model/province.ts'
import { signGrant } from '../../access/grant.ts'
import type { Clarity, Grant } from '../../access/grant.ts'
import { approversOf } from '../../access/grant-request.ts'
import type { GrantRequest } from '../../access/grant-request.ts'
import { checkWithinRequest } from '../../grants/within-request.ts'
import { readWords, wholeNumber } from '../command.ts'
import { fieldSets } from './file.ts'
import { allGrants, findRequest } from './find.ts'
import { recordOf } from './graph-types.ts'
import type { RequestAnswer } from './graph-types.ts'
import { grantSignerOf } from './party-signer.ts'
import { jsonLine } from './safe-output.ts'
import { requestLines } from './show.ts'
import { submit } from './submit.ts'
import {
  GATEWAY_OPTIONS,
  accessOf,
  onlyWord,
  provinceWord,
  requiredOption,
  usage,
  writeLine,
} from './words.ts'

const MANY = { type: 'string', multiple: true } as const
const DAY_MS = 86_400_000

/** The grant for an approved request: what was asked for, or less, never more. */
export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      {
        ...GATEWAY_OPTIONS,
        state: { type: 'string' },
        request: { type: 'string' },
        days: { type: 'string', default: '365' },
        personal: { type: 'string', default: 'masked' },
        operation: MANY,
        field: MANY,
        basis: MANY,
        submit: { type: 'boolean' },
      },
      true,
    )
    const owner = provinceWord(onlyWord(positionals, '省市'))
    const access = accessOf(values)
    const answer = await findRequest(access, requiredOption(values.request, 'request'))
    const known = (await allGrants(access)).find(({ id }) => id === answer.id)
    const at = new Date()
    const { signer, notAfter } = await grantSignerOf(owner, values.state, at)
    const request = requestOf(answer)
    const lastMs = at.getTime() + wholeNumber('days', values.days, 1, 365) * DAY_MS
    const grant: Grant = {
      ...contentOf(request, owner, clarityOf(values.personal)),
      ...(values.operation === undefined ? {} : { operations: values.operation }),
      ...(values.field === undefined ? {} : { fields: recordOf(fieldSets(values.field)) }),
      ...(values.basis === undefined ? {} : { legalBases: values.basis }),
      version: (known?.version ?? 0) + 1,
      ...{ revoked: false, issuedAt: at, validFrom: at },
      validUntil: new Date(Math.min(lastMs, notAfter.getTime())),
    }
    checkWithinRequest(grant, request)
    // What is signed is what the gateway says was approved: whoever signs reads it before he submits.
    for (const line of requestLines(answer)) process.stderr.write(`${line}\n`)
    const token = await signGrant(grant, signer)
    if (values.submit === true) await submit(access, token, values.json)
    else
      writeLine(
        values.json === true ? jsonLine({ id: grant.id, version: grant.version, token }) : token,
      )
    return 0
  },
}

function contentOf(request: GrantRequest, owner: Province, personal: Clarity) {
  const { id, agency, entry, operations, fields, purpose, legalBases } = request
  const grades = Object.fromEntries(
    entry.grades.map((grade) => [grade, grade === 'PERSONAL' ? personal : 'CLEAR']),
  ) as Grant['grades']
  const approvers = approversOf(request)
  return { owner, id, agency, operations, fields, grades, purpose, legalBases, approvers }
}

/** @throws {FederationError} `USAGE`. */
function clarityOf(word: string): Clarity {
  if (word === 'masked') return 'MASKED'
  if (word === 'clear') return 'CLEAR'
  throw usage('--personal应为masked（脱敏）或clear（原文）')
}

function requestOf({ entry, fields, acts, ...request }: RequestAnswer): GrantRequest {
  return {
    ...request,
    entry: { ...entry, owner: entry.province, fields: recordOf(entry.fields) },
    fields: recordOf(fields),
    acts: acts.map(({ person, agency, administers, at, ...act }) => ({
      ...act,
      by: { person, agency, administers },
      at: new Date(at),
    })),
  }
}
