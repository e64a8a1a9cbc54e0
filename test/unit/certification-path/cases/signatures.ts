import { askPath, makeSigner } from '../../../support/good-path.ts'
import type { Change } from '../../../support/good-path.ts'
import { flipBit, replaceBytes } from '../../../support/x509/der-faults.ts'
import { integer, sequence } from '../../../support/x509/der-writer.ts'
import { makeIntermediate, makeRoot } from '../../../support/x509/hierarchy.ts'
import type { Options } from '../../../support/x509/hierarchy.ts'
import { takeKey } from '../../../support/x509/keys.ts'
import type { KeyKind } from '../../../support/x509/keys.ts'
import type { Case } from '../case.ts'
import { named } from './order.ts'

const row = (title: string, change: () => Change, position = 1): Case => ({
  title,
  step: 'SIGNATURES',
  code: 'CERT_SIGNATURE_INVALID',
  facts: { position },
  ask: () => askPath(change()),
})

const other = () => takeKey('rsa-2048', 9)

/** The authority has such a key, the leaf such a signature. */
const under = (kind: KeyKind, leaf: Options): Change => ({
  ca: { key: takeKey(kind, 1) },
  leaf,
})

const renamed = (body: Buffer): Buffer =>
  replaceBytes(body, Buffer.from('虚构签署人'), Buffer.from('虚构签署众'))

export const SIGNATURES_CASES: readonly Case[] = [
  row('a leaf signed by another key', () => ({ leaf: { signWith: other() } })),
  row('an authority signed by another key', () => ({ ca: { signWith: other() } }), 2),
  row('a leaf whose name was changed after it was signed', () => ({
    leaf: { tamperAfterSigning: renamed },
  })),
  row('a signature with one bit changed', () => ({
    leaf: { signature: (right) => flipBit(right, 700) },
  })),
  row('a signature of nothing', () => ({ leaf: { signature: Buffer.alloc(0) } })),
  row('a signature of zeros', () => ({ leaf: { signature: Buffer.alloc(256) } })),
  row('a signature with a byte in front', () => ({
    leaf: { signature: (right) => Buffer.concat([Buffer.of(0), right]) },
  })),
  row('a signature with another digest than it says', () => ({
    leaf: {
      algorithm: 'sha512WithRSA',
      innerAlgorithm: 'sha256WithRSA',
      signatureAlgorithm: 'sha256WithRSA',
    },
  })),
  row('an ECDSA signature under an RSA key', () => ({ leaf: { signWith: takeKey('p-256', 9) } })),
  row('an RSA signature under a P-256 key', () => under('p-256', { signWith: other() })),
  row('ECDSA with r and s = 0', () =>
    under('p-256', { signature: sequence(integer(0), integer(0)) }),
  ),
  row('ECDSA as r and s without DER', () => under('p-256', { signature: Buffer.alloc(64, 1) })),
  row('an Ed25519 signature of another key', () =>
    under('ed25519', { signWith: takeKey('ed25519', 9) }),
  ),
  row('an Ed25519 signature of zeros', () => under('ed25519', { signature: Buffer.alloc(64) })),
  {
    ...row('a chain below a root with the name of an anchor and another key', () => ({})),
    code: 'CHAIN_ISSUER_KEY_DIFFERS',
    step: 'EXTENSIONS',
    facts: { position: 2 },
    ask: () => {
      const forger = makeRoot({ key: other() })
      const ca = makeIntermediate(forger)
      const leaf = makeSigner(ca)
      return askPath({ question: () => ({ chain: [leaf.der, ca.der] }) })
    },
  },
  {
    ...row('the same, said to be by the key of the anchor', () => ({}), 2),
    ask: () => askPath({ ca: { subject: named('虚构冒名机构'), signWith: other() } }),
  },
]
