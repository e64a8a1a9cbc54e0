/** Requests as the bench's own clients write them: a GET without body, or an envelope by POST. */
import type { Socket } from 'node:net'
import { EXCHANGE_PATH } from '../../../adapters/shared/exchange-envelope.ts'

const HEAD_END = Buffer.from('\r\n\r\n')
/** Of an envelope: bytes that say how long its JSON is. */
const LENGTH_BYTES = 4
/** The last member of an envelope's JSON; quotes within its texts are escaped. */
const REQUEST = Buffer.from('"request":')

/** `replyOf` gets path and query of what is asked of the registry. */
export function answerOn(socket: Socket, replyOf: (path: string) => Buffer): void {
  let chunks: Buffer[] = []
  let held = 0
  let needed = 0
  socket.on('data', (chunk) => {
    chunks.push(chunk as Buffer)
    held += chunk.length
    if (held < needed) return
    let pending = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    for (;;) {
      needed = lengthOf(pending)
      if (needed === 0 || needed > pending.length) break
      socket.write(replyOf(askedIn(pending.subarray(0, needed))))
      pending = pending.subarray(needed)
    }
    chunks = pending.length === 0 ? [] : [pending]
    held = pending.length
  })
  socket.on('error', () => socket.destroy())
}

/** Of the first request; 0: its head is not whole yet. */
function lengthOf(pending: Buffer): number {
  const end = pending.indexOf(HEAD_END)
  if (end < 0) return 0
  const whole = end + HEAD_END.length
  if (pending[0] === 0x47) return whole // G of GET
  const head = pending.toString('latin1', 0, end)
  return whole + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
}

function askedIn(request: Buffer): string {
  const target = request.toString('latin1', 0, request.indexOf(HEAD_END)).split(' ', 2)[1]!
  if (!target.endsWith(EXCHANGE_PATH)) return target
  const body = request.subarray(request.indexOf(HEAD_END) + HEAD_END.length)
  const end = LENGTH_BYTES + body.readUInt32BE()
  const from = body.lastIndexOf(REQUEST, end) + REQUEST.length
  const { path } = JSON.parse(body.toString('latin1', from, end - 1)) as { readonly path: string }
  return target.slice(0, -EXCHANGE_PATH.length) + path
}
