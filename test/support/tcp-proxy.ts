/** A loopback address in front of a server that can be taken away, made to hang, and brought back. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** Connections are refused; open ones are reset. */
  cut(): Promise<void>
  /** Connections are accepted and nothing is answered, as behind a dead network. */
  hang(): void
  /** Answers pass again; what was swallowed meanwhile stays lost, and its connection waits for ever. */
  thaw(): void
  /** Everything passes, to this port from now on. */
  mend(port: number): Promise<void>
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let hanging = false
  const open = new Set<Socket>()
  const server = createServer((caller) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [caller, upstream]) {
      open.add(socket)
      socket.on('error', () => {}) // its other half is destroyed below
      socket.on('close', () => {
        open.delete(socket)
        caller.destroy()
        upstream.destroy()
      })
    }
    caller.on('data', (chunk) => hanging || upstream.write(chunk))
    upstream.on('data', (chunk) => hanging || caller.write(chunk))
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const cut = async () => {
    for (const socket of open) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  return {
    port,
    cut,
    hang: () => void (hanging = true),
    thaw: () => void (hanging = false),
    async mend(next) {
      hanging = false
      target = next
      await cut() // what was opened before belongs to the past
      await listen(port)
    },
    [Symbol.asyncDispose]: cut,
  }
}
