import { describe, expect, it } from 'vitest'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import { askPath } from '../../support/good-path.ts'
import { directoryName, dnsName, emailName, uriName } from '../../support/x509/general-names.ts'
import type { Name } from '../../support/x509/names.ts'
import { expectRefused } from '../../support/refused-path.ts'
import { itAccepts, itRefuses } from './case.ts'
import { constrained, NAME_CONSTRAINTS_CASES, SHANGHAI } from './cases/name-constraints.ts'

const here = directoryName(SHANGHAI)

/** Below the national root, which vouches for every province. */
const national = (leaf: Name) =>
  askPath({
    leaf: { subject: leaf },
    question: ({ root: { der } }) => ({
      anchors: loadAnchors([{ certificate: der, jurisdiction: { C: 'CN' } }]),
    }),
  })

describe('step NAME_CONSTRAINTS', () => {
  itRefuses(NAME_CONSTRAINTS_CASES)
  itAccepts([
    ['a leaf within the permitted province', () => constrained({ permitted: [here] })],
    [
      'a leaf in one of two permitted parts',
      () => constrained({ permitted: [directoryName([['C', 'XX']]), here] }),
    ],
    ['a province written with other blanks and another string type', () => constrained({ permitted: [directoryName([['C', 'cn', 'utf8'], ['ST', ' 上海市']])] })], // prettier-ignore
    ['a leaf outside an excluded part', () => constrained({ excluded: [directoryName([['C', 'CN'], ['ST', '江苏省']])] })], // prettier-ignore
    [
      'a DNS name within',
      () => constrained({ permitted: [dnsName('example.cn')] }, dnsName('A.example.CN')),
    ],
    [
      'the domain itself',
      () => constrained({ permitted: [dnsName('example.cn')] }, dnsName('example.cn')),
    ],
    [
      'a DNS name outside an excluded domain',
      () => constrained({ excluded: [dnsName('example.com')] }, dnsName('badexample.com')),
    ],
    [
      'an e-mail address of the host',
      () => constrained({ permitted: [emailName('example.cn')] }, emailName('A@Example.cn')),
    ],
    [
      'an e-mail address of a host of the domain',
      () => constrained({ permitted: [emailName('.example.cn')] }, emailName('a@mail.example.cn')),
    ],
    [
      'the mailbox itself',
      () => constrained({ permitted: [emailName('a@example.cn')] }, emailName('a@EXAMPLE.cn')),
    ],
    [
      'a URI of the host',
      () =>
        constrained({ permitted: [uriName('example.cn')] }, uriName('https://EXAMPLE.cn:8443/a')),
    ],
    [
      'a URI of a host of the domain',
      () => constrained({ permitted: [uriName('.example.cn')] }, uriName('https://a.example.cn/')),
    ],
    [
      'names of another form than is constrained',
      () => constrained({ permitted: [dnsName('example.cn')] }, uriName('urn:a')),
    ],
    ['every province below the national root', () => national([['C', 'CN'], ['ST', '江苏省'], ['CN', '虚构签署人']])], // prettier-ignore
    ['a name without province below the national root', () => national([['C', 'CN'], ['CN', '虚构签署人']])], // prettier-ignore
  ])

  it('refuses another country below the national root', () => {
    const verdict = validatePath(national([['C', 'XX'], ['CN', '虚构签署人']])) // prettier-ignore
    expectRefused(verdict, { step: 'NAME_CONSTRAINTS', code: 'CERT_OUTSIDE_JURISDICTION' })
    expect(verdict.anchor).not.toBeNull()
  })
})
