/**
 * The four registries of the set `plain` in one program: `GET /shanghai?usccs=A,B` answers
 * `[{"uscc":"A","records":[…]},…]` in the model's own form, from bytes made before the first call. The
 * same in an envelope of a gatehouse, whose promises are not looked at: that is the provinces' cost,
 * not the gateway's. Over plain sockets, because it must cost far less than the servers it feeds.
 */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import { runProgram } from '../program.ts'
import { benchCodes, openWorld } from '../world.ts'
import type { Plan } from '../world.ts'
import { answerOn } from './read-requests.ts'

type Pieces = ReadonlyMap<string, Buffer>

runProgram(async (plan: Plan) => {
  const pieces = new Map<string, Pieces>()
  for (const province of PROVINCES) {
    const world = await openWorld(province, plan)
    const piecesOfOne = benchCodes(plan).map(
      (uscc) => [uscc, pieceOf(uscc, world.recordsOf(uscc))] as const,
    )
    pieces.set(PROVINCE_FACTS[province].slug, new Map(piecesOfOne))
  }
  let calls = 0
  const server = createServer({ noDelay: true }, (socket) => {
    answerOn(socket, (path) => {
      calls += 1
      return replyTo(path, pieces)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, calls: () => calls }
})

function pieceOf(uscc: string, records: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ uscc, records }))
}

/** Of shared answers: gateway/log/late-promises.ts. */
const LATE_PROMISES = '/_gatehouse/promises'

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

function replyTo(path: string, provinces: ReadonlyMap<string, Pieces>): Buffer {
  const [province = '', usccs = ''] = path.slice(1).split('?usccs=')
  const pieces = provinces.get(province)
  if (path === LATE_PROMISES) return headOf('200 OK', 0)
  if (pieces === undefined) return headOf('404 Not Found', 0)
  const parts: Buffer[] = []
  for (const uscc of usccs.split(',')) {
    parts.push(parts.length === 0 ? OPEN : COMMA, pieces.get(uscc) ?? pieceOf(uscc, []))
  }
  parts.push(CLOSE)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([headOf('200 OK', length), ...parts])
}

function headOf(status: string, length: number): Buffer {
  const type = 'content-type: application/json; charset=utf-8'
  return Buffer.from(`HTTP/1.1 ${status}\r\n${type}\r\ncontent-length: ${length}\r\n\r\n`, 'latin1')
}
