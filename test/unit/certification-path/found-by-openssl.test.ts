import { describe } from 'vitest'
import { itRefuses } from './case.ts'
import { FOUND_BY_OPENSSL_CASES } from './cases/found-by-openssl.ts'

describe('what OpenSSL refuses', () => {
  itRefuses(FOUND_BY_OPENSSL_CASES)
})
