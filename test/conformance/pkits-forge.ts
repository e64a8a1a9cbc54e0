/** node-forge by itself, as it comes: nothing is put right for it, no list is asked. */
import forge from 'node-forge'

export function forgeAccepts(chain: readonly Buffer[], anchor: Buffer, at: Date): boolean {
  try {
    const store = forge.pki.createCaStore([read(anchor)])
    return forge.pki.verifyCertificateChain(store, chain.map(read), { validityCheckDate: at })
  } catch {
    return false
  }
}

function read(der: Buffer): forge.pki.Certificate {
  return forge.pki.certificateFromAsn1(forge.asn1.fromDer(der.toString('latin1')))
}
