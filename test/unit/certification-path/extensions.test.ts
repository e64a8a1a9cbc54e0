import { describe } from 'vitest'
import { askPath } from '../../support/good-path.ts'
import { certificatePolicies } from '../../support/x509/constraint-extensions.ts'
import { crlDistributionPoints, freshestCrl } from '../../support/x509/crl-extensions.ts'
import { nothing } from '../../support/x509/der-writer.ts'
import {
  anyExtension,
  authorityKeyIdentifier,
  keyIdOf,
  subjectAltName,
} from '../../support/x509/extensions.ts'
import type { Extension } from '../../support/x509/extensions.ts'
import { directoryName, dnsName, emailName, uriName } from '../../support/x509/general-names.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { itAccepts, itRefuses } from './case.ts'
import { EXTENSIONS_CASES } from './cases/extensions.ts'
import { named } from './cases/order.ts'

const leafWith = (extension: Extension) => () => askPath({ leaf: { extensions: [extension] } })

describe('step EXTENSIONS', () => {
  itRefuses(EXTENSIONS_CASES)
  itAccepts([
    [
      'an unknown extension that is not critical',
      leafWith(anyExtension('1.3.6.1.4.1.32473.31.99', nothing(), false)),
    ],
    ['policies', leafWith(certificatePolicies(['1.3.6.1.4.1.32473.31.98']))],
    ['critical policies', leafWith(certificatePolicies(['1.3.6.1.4.1.32473.31.98'], true))],
    ['a distribution point', leafWith(crlDistributionPoints(['http://crl.example.cn/1.crl']))],
    [
      'a place for deltas, which are not fetched',
      leafWith(freshestCrl(['http://crl.example.cn/d.crl'])),
    ],
    [
      'alternative names',
      leafWith(
        subjectAltName([
          dnsName('a.example.cn'),
          emailName('a@example.cn'),
          uriName('urn:a'),
          directoryName(named('虚构别名')),
        ]),
      ),
    ],
    [
      'an issuer named by key, name and serial number',
      () =>
        askPath({
          ca: { serial: 5 },
          leaf: {
            extensions: [
              authorityKeyIdentifier({
                keyId: keyIdOf(takeKey('rsa-2048', 1).spki),
                issuer: [directoryName(named('虚构根'))],
                serial: 5,
              }),
            ],
          },
        }),
    ],
  ])
})
