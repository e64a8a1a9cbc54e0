/** Schema, pipeline and desk over real HTTP; who asks is who the word after Bearer says. No registry is there. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import pino from 'pino'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { createGrantDesk } from '../../../gateway/grants/create-grant-desk.ts'
import type { KeptGrantDesk } from '../../../gateway/grants/create-grant-desk.ts'
import type { GrantActFacts } from '../../../gateway/grants/grant-acts.ts'
import type { GrantVerdictOf } from '../../../gateway/grants/grant-intake.ts'
import { createPipeline } from '../../../gateway/pipeline/handle.ts'
import type { Asker } from '../../../gateway/pipeline/handle.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { provinceOfSlug } from '../../../schemas/model/province.ts'
import { LIMITS } from '../../support/open-graph.ts'

export interface GrantsGateway extends AsyncDisposable {
  readonly url: string
  readonly desk: KeptGrantDesk
  readonly leaves: readonly GrantActFacts[]
}

export async function startGrantsGateway(
  database: Database,
  verify: GrantVerdictOf,
  people: Readonly<Record<string, Asker>>,
): Promise<GrantsGateway> {
  const now = () => new Date()
  const leaves: GrantActFacts[] = []
  const desk = createGrantDesk({
    ...{ database, verify, now, newId: () => randomUUID(), provinceOf: provinceOfSlug },
    onAct: (facts) => Promise.resolve(void leaves.push(facts)),
  })
  const handle = createPipeline({
    schema: createStitchedSchema(),
    federation: { sources: {} } as never,
    ...{ access: null, federationLog: null, grants: desk, now, limits: LIMITS },
    cursors: createCursorSeal(Buffer.alloc(32, 7)),
    log: pino({ level: 'silent' }),
  })
  const server = createServer((request, response) => {
    void (async () => {
      const asker = people[request.headers.authorization?.replace('Bearer ', '') ?? '']!
      const answer = await handle(asker, JSON.parse(await text(request)) as object)
      response.end(JSON.stringify(answer))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...{ desk, leaves },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
