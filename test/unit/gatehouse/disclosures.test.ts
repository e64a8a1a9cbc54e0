/** Disclosures for auditors: opened in the province, for whoever is registered there, and written down first. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { signToken } from '../../../gateway/access/signed-token.ts'
import { parseLeaf, printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { AUDIT_FILE } from '../../../gateway/gatehouse/disclosure-desk.ts'
import { DISCLOSURE_REQUEST_TYPE } from '../../../gateway/gatehouse/disclosure-request.ts'
import { createDataKeys } from '../../../gateway/log/data-keys.ts'
import type { Recipients } from '../../../gateway/log/data-keys.ts'
import { sealDisclosures } from '../../../gateway/log/sealed-disclosures.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeParty } from '../access/party.ts'
import { CODE, openGatehouse, post, refusalIn } from './one-gatehouse.ts'
import type { OneGatehouse } from './one-gatehouse.ts'

const ID = 'gatehouse.ydelta.example/shanghai'
const auditor = makeParty('AGENCY_CLIENT')
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const pairs = PROVINCES.map(rsa)
const recipients = Object.fromEntries(
  PROVINCES.map((province, i) => [
    province,
    { publicKey: pairs[i]!.publicKey, searchKey: Buffer.alloc(32) },
  ]),
) as Recipients
let auditors: Set<string>
let one: OneGatehouse

beforeEach(async () => {
  auditors = new Set([thumbprintOf(auditor.leaf.der)])
  one = await openGatehouse({ disclosures: settings })
  one.at = AT
})
afterEach(() => one[Symbol.asyncDispose]())

const settings = () =>
  Promise.resolve({ id: ID, trust: auditor.trust, auditors, privateKey: pairs[0]!.privateKey })

/** An intent and what is sealed of it, for the gatehouse of a province. */
function sealed(forProvince = 0) {
  const { leaf, tickets } = one.log.intend([CODE])
  const disclosures = tickets.map(({ disclosure }) => disclosure)
  const dataKeys = createDataKeys(recipients)
  const key = dataKeys.forProvinces(0b1111)
  const { nonce, ciphertext } = sealDisclosures(disclosures, hashLeaf(leaf), key)
  const wrapped = key.row.wrapped[forProvince]!.bytes
  dataKeys.close()
  const bytes = { wrapped, nonce, ciphertext }
  const texts = Object.entries(bytes).map(([name, value]) => [name, value.toString('base64url')])
  const entry = {
    leafHash: hashLeaf(leaf).toString('base64url'),
    leaf: leaf.toString('base64url'),
    sealed: [{ keyId: key.row.id.toString('hex'), ...Object.fromEntries(texts) }],
  }
  return { entry, disclosures }
}
type Entry = ReturnType<typeof sealed>['entry']

async function tokenFor(entries: readonly Entry[], change: object = {}): Promise<string> {
  const iat = Math.floor(one.at.getTime() / 1_000)
  const claims = {
    jti: randomBytes(16).toString('base64url'),
    aud: ID,
    iat,
    exp: iat + 300,
    case: '虚构审计〔2026〕1号',
    basis: 'AUDIT-LAW-34',
    leaves: entries.map(({ leafHash }) => leafHash),
    ...change,
  }
  return signToken(DISCLOSURE_REQUEST_TYPE, claims, auditor.signer)
}
const ask = (request: string, entries: readonly Entry[]) =>
  post(`${one.gatehouse.url}/_gatehouse/disclosures`, JSON.stringify({ request, entries }))

it('opens what the leaf commits to, and has written down who asked for it', async () => {
  const { entry, disclosures } = sealed()
  const response = await ask(await tokenFor([entry]), [entry])
  expect(await response.json()).toEqual({ leaves: [{ leafHash: entry.leafHash, disclosures }] })
  const [line] = (await readFile(join(one.folder, AUDIT_FILE), 'utf8')).trim().split('\n')
  expect(JSON.parse(line!)).toMatchObject({
    at: AT.toISOString(),
    auditor: thumbprintOf(auditor.leaf.der),
    case: '虚构审计〔2026〕1号',
    basis: 'AUDIT-LAW-34',
    leaves: [entry.leafHash],
  })
  expect(line).not.toContain(CODE)
})

it('has nothing of what was erased', async () => {
  const { entry } = sealed()
  const erased = { ...entry, sealed: [] }
  const response = await ask(await tokenFor([erased]), [erased])
  expect(await response.json()).toEqual({ leaves: [{ leafHash: entry.leafHash, disclosures: [] }] })
})

it('takes a request once, also over a restart', async () => {
  const { entry } = sealed()
  const token = await tokenFor([entry])
  expect((await ask(token, [entry])).status).toBe(200)
  expect(await refusalIn(await ask(token, [entry]))).toBe('GATEHOUSE_DISCLOSURE_REPLAYED')
  await one.restart()
  expect(await refusalIn(await ask(token, [entry]))).toBe('GATEHOUSE_DISCLOSURE_REPLAYED')
})

it('refuses who is not registered here, from the moment of the removal', async () => {
  const { entry } = sealed()
  auditors.clear()
  const token = await tokenFor([entry])
  expect(await refusalIn(await ask(token, [entry]))).toBe('GATEHOUSE_AUDITOR_UNKNOWN')
})

it.each([
  ['of another gatehouse', { aud: 'gatehouse.ydelta.example/anhui' }, 'TOKEN_AUDIENCE_WRONG'],
  ['without a case', { case: undefined }, 'TOKEN_CLAIM_MISSING'],
  ['without a legal basis', { basis: '' }, 'TOKEN_CLAIM_INVALID'],
  ['that says more', { all: true }, 'TOKEN_CLAIM_UNKNOWN'],
  ['that lives longer', { exp: Math.floor(AT.getTime() / 1_000) + 301 }, 'TOKEN_LIFETIME_TOO_LONG'],
])('refuses a request %s', async (_, change, code) => {
  const { entry } = sealed()
  const token = await tokenFor([entry], change)
  expect(await refusalIn(await ask(token, [entry]))).toBe(code)
})

it('refuses a leaf that was not signed for, or is another than its hash says', async () => {
  const [mine, other] = [sealed().entry, sealed().entry]
  const token = await tokenFor([mine])
  expect(await refusalIn(await ask(token, [other]))).toBe('GATEHOUSE_LEAF_FOREIGN')
  const swapped = { ...mine, leaf: other.leaf }
  expect(await refusalIn(await ask(token, [swapped]))).toBe('GATEHOUSE_LEAF_FOREIGN')
})

it('refuses what is sealed for another province, or altered', async () => {
  const foreign = sealed(1).entry
  expect(await refusalIn(await ask(await tokenFor([foreign]), [foreign]))).toBe(
    'LOG_DISCLOSURE_MALFORMED',
  )
  const { entry } = sealed()
  const altered = { ...entry, sealed: [{ ...entry.sealed[0]!, nonce: 'AAAAAAAAAAAAAAAA' }] }
  expect(await refusalIn(await ask(await tokenFor([altered]), [altered as Entry]))).toBe(
    'LOG_DISCLOSURE_MALFORMED',
  )
})

it('opens nothing under a leaf that is made up, though it has the true one’s digests', async () => {
  const { entry } = sealed()
  const truth = parseLeaf(Buffer.from(entry.leaf, 'base64url'))
  const leaf = printLeaf({ ...truth, id: '00000000-0000-4000-8000-00000000000f' })
  const madeUp = {
    ...entry,
    leaf: leaf.toString('base64url'),
    leafHash: hashLeaf(leaf).toString('base64url'),
  }
  expect(await refusalIn(await ask(await tokenFor([madeUp]), [madeUp]))).toBe(
    'LOG_DISCLOSURE_MALFORMED',
  )
})

it('refuses what is no request', async () => {
  const response = await post(`${one.gatehouse.url}/_gatehouse/disclosures`, '{"request":"x"}')
  expect(await refusalIn(response)).toBe('GATEHOUSE_ENVELOPE_MALFORMED')
})
