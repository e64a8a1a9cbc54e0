/** A server on a free port of this machine. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export async function listening(server: Server): Promise<{ readonly url: string }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}` }
}
