import { expect, it } from 'vitest'
import { makeCrl } from '../../support/x509/crl.ts'
import { makeChain } from '../../support/x509/hierarchy.ts'
import { describeWithOpenssl, opensslVerify, runOpenssl } from '../../support/x509/openssl.ts'

await describeWithOpenssl('opensslVerify', () => {
  const { root, ca, leaf } = makeChain('p-256')
  const crls = [makeCrl(root), makeCrl(ca)]
  const chain = [leaf.der, ca.der]
  const anchors = [root.der]

  it.each([
    ['without the intermediate', { chain: [leaf.der] }, /error 20 at 0/],
    [
      'without an anchor, also when it is in the chain',
      { chain: [...chain, root.der], anchors: [] },
      /error 19 at 2/,
    ],
    ['with the intermediate as the anchor', { anchors: [ca.der] }, /error 2 at 1/],
    ['without any CRL', { crls: [] }, /error 3 at 0/],
    ['without the CRL of the anchor', { crls: crls.slice(1) }, /error 3 at 1/],
    ['years later', { at: new Date('2040-01-01T00:00:00Z') }, /error 10 at 0/],
    [
      'with a leaf that is cut off',
      { chain: [leaf.der.subarray(0, 99), ca.der] },
      /Could not read/,
    ],
    ['with an anchor that is cut off', { anchors: [root.der.subarray(0, 99)] }, /./],
  ])('refuses a good chain %s, with its reason', async (_, changed, reason) => {
    const answer = await opensslVerify({ chain, anchors, crls, ...changed })
    expect(answer.accepted).toBe(false)
    expect(answer.says).toMatch(reason)
  })

  it('passes further options on', async () => {
    const options = ['-purpose', 'timestampsign']
    const answer = await opensslVerify({ chain, anchors, crls, options })
    expect(answer).toMatchObject({ accepted: false })
  })

  it('has nothing to say about no chain', async () => {
    await expect(opensslVerify({ chain: [], anchors, crls })).rejects.toThrow('no leaf')
  })

  it('gives other commands their input and their status', async () => {
    const parsed = await runOpenssl(['asn1parse', '-inform', 'DER'], leaf.der)
    expect(parsed).toMatchObject({ status: 0, stdout: expect.stringContaining('SEQUENCE') })
    expect(await runOpenssl(['asn1parse', '-inform', 'DER'], Buffer.of(0x30, 5))).toMatchObject({
      status: 1,
    })
  })
})
