import { askPath } from '../../../support/good-path.ts'
import { AT } from '../../../support/x509/certificate.ts'
import type { Case } from '../case.ts'

const step = 'VALIDITY'

export const after = (ms: number): Date => new Date(AT.getTime() + ms)
const LAST_SECOND = after(-1_000)

export const VALIDITY_CASES: readonly Case[] = [
  {
    title: 'an expired leaf',
    rule: 'leaf expired',
    step,
    code: 'CERT_LEAF_EXPIRED',
    facts: { notAfter: '2025-12-31T23:59:59.000Z' },
    ask: () => askPath({ leaf: { notAfter: LAST_SECOND } }),
  },
  {
    title: 'a leaf in the second that it names as its last, as OpenSSL does',
    step,
    code: 'CERT_LEAF_EXPIRED',
    ask: () => askPath({ leaf: { notAfter: AT } }),
  },
  {
    title: 'an expired authority above a leaf in time',
    rule: 'expired intermediate under a valid leaf',
    step,
    code: 'CERT_INTERMEDIATE_EXPIRED',
    facts: { position: 2 },
    ask: () => askPath({ ca: { notAfter: LAST_SECOND } }),
  },
  {
    title: 'an expired anchor',
    rule: 'expired anchor',
    step,
    code: 'CERT_ANCHOR_EXPIRED',
    facts: { notAfter: '2025-12-31T23:59:59.000Z' },
    ask: () => askPath({ root: { notAfter: LAST_SECOND } }),
  },
  {
    title: 'a leaf before its time',
    step,
    code: 'CERT_NOT_YET_VALID',
    facts: { position: 1, notBefore: '2026-01-01T00:00:01.000Z' },
    ask: () => askPath({ leaf: { notBefore: after(1_000) } }),
  },
  {
    title: 'a leaf a thousandth of a second before its time',
    step,
    code: 'CERT_NOT_YET_VALID',
    facts: { position: 1 },
    ask: () => askPath({ leaf: { notBefore: AT }, question: () => ({ at: after(-1) }) }),
  },
  {
    title: 'an authority before its time',
    step,
    code: 'CERT_NOT_YET_VALID',
    facts: { position: 2 },
    ask: () => askPath({ ca: { notBefore: after(1_000) } }),
  },
  {
    title: 'an anchor before its time',
    step,
    code: 'CERT_NOT_YET_VALID',
    facts: { position: 0 },
    ask: () => askPath({ root: { notBefore: after(1_000) } }),
  },
  {
    title: 'a leaf whose end lies before its beginning',
    step,
    code: 'CERT_LEAF_EXPIRED',
    ask: () => askPath({ leaf: { notBefore: AT, notAfter: LAST_SECOND } }),
  },
]
