/** `ydelta ask` takes the answer from the gateway that was named, and from nobody it is sent on to. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { command } from '../../../gateway/cli/ask.ts'
import { deltaUscc } from '../../support/delta-records.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('does not follow a redirect', async () => {
  let asked = 0
  const elsewhere = await serve((_, response) => {
    asked += 1
    response.setHeader('content-type', 'application/json')
    response.end('{"data":{"entity":null}}')
  })
  const gateway = await serve((_, response) => {
    response.writeHead(307, { location: `${elsewhere}/graphql` }).end()
  })
  const asking = command.run([deltaUscc(1), '--url', gateway, '--token', 'XC-TEST'])
  await expect(asking).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' })
  expect(asked).toBe(0)
})
