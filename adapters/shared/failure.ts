/** Every way a registry can fail us, as a coded error. The cause stays in the log. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { ErrorCode, ErrorDetails } from '../../schemas/model/errors.ts'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'

export type ProvinceErrorCode = Extract<ErrorCode, `PROVINCE_${string}`>

/** A `PROVINCE_…` error. `cause` may hold addresses and bodies: it is for the log alone. */
export function provinceError(
  code: ProvinceErrorCode,
  province: Province,
  cause?: unknown,
  details: ErrorDetails = {},
): FederationError {
  const facts = { province, provinceName: PROVINCE_FACTS[province].zh, ...details }
  return new FederationError(code, facts, cause === undefined ? undefined : { cause })
}

/**
 * Runs the part of an adapter that reads an answer: whatever it throws that has no code yet is an
 * answer that could not be understood.
 */
export function readingAnswer<T>(province: Province, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    throw provinceError('PROVINCE_BAD_ANSWER', province, cause)
  }
}

/** As {@link readingAnswer} for one record of many: the error is returned, the rest of the answer stands. */
export function readingRecord<T>(province: Province, read: () => T): T | FederationError {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof FederationError) return cause
    return provinceError('PROVINCE_BAD_RECORD', province, cause)
  }
}
