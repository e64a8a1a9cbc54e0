/** GeneralName, one function per kind. Source: RFC 5280, section 4.2.1.6. Each gives a whole TLV. */
import { explicit, implicit, octetString, oid, string } from './der-writer.ts'
import { encodeName, type Name } from './names.ts'

export type GeneralName = Buffer

export const emailName = (address: string): GeneralName => implicit(1, string('ia5', address))
export const dnsName = (name: string | Buffer): GeneralName => implicit(2, string('ia5', name))
export const uriName = (uri: string): GeneralName => implicit(6, string('ia5', uri))

/** A Name is a CHOICE, so that its tag is explicit. */
export const directoryName = (name: Name | Buffer): GeneralName => explicit(4, encodeName(name))

/** `192.0.2.1`, for constraints `192.0.2.0/24`; IPv4 only, other addresses as bytes. */
export function ipName(address: string | Buffer): GeneralName {
  return implicit(7, octetString(Buffer.isBuffer(address) ? address : ipv4(address)))
}

export const registeredId = (dotted: string): GeneralName => implicit(8, oid(dotted))

/** @param value a whole TLV */
export const otherName = (type: string, value: Buffer): GeneralName =>
  explicit(0, oid(type), explicit(0, value))

function ipv4(address: string): Buffer {
  const [host = '', prefix] = address.split('/')
  const bytes = Buffer.from(host.split('.').map(Number))
  if (prefix === undefined) return bytes
  const mask = Buffer.alloc(4)
  mask.writeUInt32BE(Number(BigInt.asUintN(32, -1n << BigInt(32 - Number(prefix)))))
  return Buffer.concat([bytes, mask])
}
