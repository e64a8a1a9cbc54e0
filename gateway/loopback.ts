/** Whether an address is this machine's own, which nobody else reaches. */
import { isIPv4 } from 'node:net'

const MAPPED = '::ffff:'

/** An address, or a host to listen on. */
export function isLoopback(host: string): boolean {
  const address = host.startsWith(MAPPED) ? host.slice(MAPPED.length) : host
  if (address === 'localhost' || address === '::1') return true
  return isIPv4(address) && address.startsWith('127.')
}
