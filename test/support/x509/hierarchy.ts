/**
 * Roots, intermediates and leaves in one line each: good at {@link AT} as they come, so that a test
 * names only its fault. Fictitious authorities of Shanghai.
 */
import { AT, makeCertificate, type CertificateSpec } from './certificate.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyIdOf,
  keyUsage,
  OIDS,
  subjectKeyIdentifier,
  type Extension,
} from './extensions.ts'
import { takeKey, type KeyKind, type TestKey } from './keys.ts'
import { encodeName, type Name } from './names.ts'

/** A certificate and what is needed to go on from it. */
export interface Issued {
  readonly der: Buffer
  readonly key: TestKey
  readonly subject: Name | Buffer
  /** `subject`, DER. */
  readonly name: Buffer
  readonly serial: number | bigint | Buffer
  readonly keyId: Buffer
  /** 0 for a root, one more for what it issues, and so on. */
  readonly depth: number
}

export interface Options extends Partial<Omit<CertificateSpec, 'extensions'>> {
  /** Default: the RSA-2048 key whose index is the depth, so that a chain's keys differ. */
  readonly key?: TestKey
  /** Each takes the place of the usual one of its kind, or is added. Twice the same stays twice. */
  readonly extensions?: readonly Extension[]
  /** Usual extensions that are left out. */
  readonly without?: readonly (keyof typeof OIDS)[]
  /** The extensions, all of them, in this order. */
  readonly allExtensions?: CertificateSpec['extensions']
}

/** Self-signed unless `signWith` and `issuer` say otherwise. Ten years. */
export function makeRoot(options: Options = {}): Issued {
  return issue(undefined, nameOf('虚构根'), 4, CA, options)
}

/** A CA without pathLen. Six years. */
export function makeIntermediate(parent: Issued, options: Options = {}): Issued {
  return issue(parent, nameOf(`虚构签发机构${parent.depth + 1}`), 3, CA, options)
}

/** Signs data: digitalSignature, no extended key usage, no basicConstraints. Two years. */
export function makeLeaf(parent: Issued, options: Options = {}): Issued {
  return issue(parent, nameOf('虚构签署人'), 1, LEAF, options)
}

/** Root, intermediate, leaf, all with keys of one kind. */
export function makeChain(kind: KeyKind): { root: Issued; ca: Issued; leaf: Issued } {
  const root = makeRoot({ key: takeKey(kind, 0) })
  const ca = makeIntermediate(root, { key: takeKey(kind, 1) })
  return { root, ca, leaf: makeLeaf(ca, { key: takeKey(kind, 2) }) }
}

const CA = [basicConstraints({ ca: true }), keyUsage(['keyCertSign', 'cRLSign'])]
const LEAF = [keyUsage(['digitalSignature'])]
let lastSerial = 0x1000

const nameOf = (commonName: string): Name => [
  ['C', 'CN'],
  ['ST', '上海市'],
  ['O', '虚构登记机关'],
  ['CN', commonName],
]

function issue(
  parent: Issued | undefined,
  usualSubject: Name,
  years: number,
  usual: readonly Extension[],
  options: Options,
): Issued {
  const depth = parent === undefined ? 0 : parent.depth + 1
  const { key = takeKey('rsa-2048', depth), subject = usualSubject } = options
  const { spki = key.spki, serial = (lastSerial += 1) } = options
  const keyId = keyIdOf(spki)
  const identifiers = [
    subjectKeyIdentifier(keyId),
    authorityKeyIdentifier({ keyId: parent?.keyId ?? keyId }),
  ]
  const der = makeCertificate({
    issuer: parent?.name ?? subject,
    signWith: parent?.key ?? key,
    notBefore: yearsFrom(AT, -years),
    notAfter: yearsFrom(AT, years),
    ...options,
    subject,
    spki,
    serial,
    extensions: extensionsOf([...usual, ...identifiers], options),
  })
  return { der, key, subject, name: encodeName(subject), serial, keyId, depth }
}

function extensionsOf(
  usual: readonly Extension[],
  { extensions = [], without = [], allExtensions }: Options,
): readonly (Extension | Buffer)[] | null {
  if (allExtensions !== undefined) return allExtensions
  const gone = new Set<string>(without.map((name) => OIDS[name]))
  const kept = usual.filter(({ oid }) => !gone.has(oid))
  const replaced = kept.flatMap((each) => {
    const given = extensions.filter(({ oid }) => oid === each.oid)
    return given.length === 0 ? [each] : given
  })
  return [...replaced, ...extensions.filter((each) => !replaced.includes(each))]
}

function yearsFrom(at: Date, years: number): Date {
  const moved = new Date(at)
  moved.setUTCFullYear(at.getUTCFullYear() + years)
  return moved
}
