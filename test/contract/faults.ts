/** What an adapter makes of a registry that fails, in every way of the sandbox's list. */
import { expect, it } from 'vitest'
import { FAULT_MODES } from '../../adapters/shared/sandbox/faults.ts'
import type { FaultMode } from '../../adapters/shared/sandbox/faults.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { richRecord } from '../support/fictitious-records.ts'
import { comparable, onlyRecord } from './comparable.ts'
import { openRegistry } from './registry.ts'
import type { OpenRegistry, ProvinceUnderTest } from './registry.ts'

const ever = () => new AbortController().signal
const record = richRecord(1)
const uscc = record.uscc!

/** `hang` is in cancellation.ts; `none`, `slow` and `unknownCode` answer. */
const CODE_OF_FAULT: Readonly<Partial<Record<FaultMode, ErrorCode>>> = {
  error500: 'PROVINCE_ERROR',
  reset: 'PROVINCE_UNREACHABLE',
  html: 'PROVINCE_BAD_ANSWER',
  garbage: 'PROVINCE_BAD_ANSWER',
  truncated: 'PROVINCE_BAD_ANSWER',
  wrongCharset: 'PROVINCE_BAD_ANSWER',
  badSignature: 'PROVINCE_REFUSED_SIGNATURE',
  clockSkew: 'PROVINCE_CLOCK_SKEW',
}
const ANSWERING: readonly FaultMode[] = ['none', 'slow', 'unknownCode']

/** `signsTime`: whether the registry's protocol carries a time stamp that it checks. */
export function describeFaults(province: ProvinceUnderTest, signsTime: boolean): void {
  const failing = Object.entries(CODE_OF_FAULT).filter(
    ([mode]) => signsTime || mode !== 'clockSkew',
  ) as [FaultMode, ErrorCode][]

  it('knows every fault of the list', () => {
    const covered = [...Object.keys(CODE_OF_FAULT), ...ANSWERING, 'hang']
    expect(covered.sort()).toEqual([...FAULT_MODES].sort())
  })

  it.each(failing)('turns %s into %s, for a code and for a search', async (mode, code) => {
    await using registry = await openRegistry(province, [record])
    registry.sandbox.setFault({ mode, delayMs: 0 })
    for (const failure of [await failureOf(askCode(registry)), await failureOf(search(registry))]) {
      expect(failure).toBeInstanceOf(FederationError)
      expect(failure).toMatchObject({ code, details: { province: province.adapter.province } })
      expectNothingLeaks(failure as FederationError, registry)
    }
  })

  it('is whole again when the fault is over', async () => {
    await using registry = await openRegistry(province, [record])
    for (const [mode] of failing) {
      registry.sandbox.setFault({ mode, delayMs: 0 })
      await failureOf(askCode(registry))
      registry.sandbox.setFault({ mode: 'none', delayMs: 0 })
      const [answer] = await askCode(registry)
      expect(comparable(onlyRecord(answer))).toEqual(comparable(record))
    }
  })

  if (!signsTime) {
    it('answers whatever the time, because its protocol carries none', async () => {
      await using registry = await openRegistry(province, [record])
      registry.sandbox.setFault({ mode: 'clockSkew', delayMs: 0 })
      const [answer] = await askCode(registry)
      expect(comparable(onlyRecord(answer))).toEqual(comparable(record))
    })
  }

  it('waits for a slow answer', async () => {
    await using registry = await openRegistry(province, [record])
    registry.sandbox.setFault({ mode: 'slow', delayMs: 30 })
    const [answer] = await askCode(registry)
    expect(comparable(onlyRecord(answer))).toEqual(comparable(record))
  })

  it('keeps and reports codes that nobody knows', async () => {
    await using registry = await openRegistry(province, [record])
    registry.sandbox.setFault({ mode: 'unknownCode', delayMs: 0 })
    const { registration, abnormalListings, unknownCodes } = onlyRecord(
      (await askCode(registry))[0],
    )
    for (const coded of [registration?.state, ...abnormalListings.map(({ reason }) => reason)]) {
      expect(coded).toMatchObject({ code: 'UNKNOWN', known: false })
      expect(['Z9', '虚构未知代码']).toContain(coded?.sourceCode)
    }
    expect(unknownCodes.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['registration.state', 'abnormalListings.reason']),
    )
    for (const { value } of unknownCodes) expect(value).toMatch(/Z9|虚构未知代码/)
  })

  it('refuses an answer larger than allowed', async () => {
    await using registry = await openRegistry(province, [record], { maxBytes: 600 })
    expect(await failureOf(askCode(registry))).toMatchObject({ code: 'PROVINCE_BAD_ANSWER' })
  })

  it('says that a registry which is gone cannot be reached', async () => {
    await using registry = await openRegistry(province, [record])
    await registry.sandbox.close()
    expect(await failureOf(askCode(registry))).toMatchObject({ code: 'PROVINCE_UNREACHABLE' })
  })
}

function askCode({ adapter }: OpenRegistry) {
  return adapter.fetchEntities([uscc], ever())
}

function search({ adapter }: OpenRegistry) {
  return adapter.search({ name: '虚构' }, null, 20, ever())
}

async function failureOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => new Error('answered'),
    (failure: unknown) => failure,
  )
}

/** Details and message may reach the caller: no address, no header, nothing of the body. */
function expectNothingLeaks(failure: FederationError, { sandbox }: OpenRegistry): void {
  const said = failure.message + JSON.stringify(failure.details)
  const secrets = Object.values(sandbox.credentials).filter((secret) => secret.length > 5)
  for (const forbidden of [sandbox.url, new URL(sandbox.url).port, '127.0.0.1', ...secrets]) {
    expect(said).not.toContain(forbidden)
  }
  expect(said).not.toMatch(/internal error|10\.0\.0\.1|系统维护中|<html|虚构|token|sign|HMAC/i)
}
