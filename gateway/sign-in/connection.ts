/** What is known of the connection a request came over: nothing of it is said by the request itself. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { isLoopback } from '../loopback.ts'

/** One connection keeps its certificate: there is no renegotiation in TLS 1.3. */
const certificates = new WeakMap<Socket, Uint8Array | null>()

/**
 * DER of the certificate that the client proved to hold the key of; null without one. Not validated:
 * it only has to be the one that signed in, whose chain was.
 */
export function certificateOf({ socket }: IncomingMessage): Uint8Array | null {
  if (!(socket instanceof TLSSocket)) return null
  const known = certificates.get(socket)
  if (known !== undefined) return known
  const certificate = socket.getPeerX509Certificate()?.raw ?? null
  certificates.set(socket, certificate)
  return certificate
}

export function isEncrypted({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket
}

export function isFromLoopback({ socket }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress ?? '')
}
