/** Four witnesses over real HTTP, as C2SP tlog-witness has them; what they keep can be looked at. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Checkpoint } from '../../../gateway/federation-log/checkpoint.ts'
import type { Witness } from '../../../gateway/federation-log/cosignature.ts'
import { decideCheckpoint } from '../../../gateway/federation-log/witness-decision.ts'
import {
  SIZE_MEDIA_TYPE,
  printCosignatures,
} from '../../../gateway/federation-log/witness-request.ts'
import type { WitnessAddress } from '../../../gateway/log/ask-witness.ts'
import { LOG, WITNESSES } from '../federation-log/parties.ts'
import { AT } from './log-bench.ts'

export interface WitnessServers {
  readonly addresses: readonly WitnessAddress[]
  /** What each has cosigned last. */
  readonly kept: Map<string, Pick<Checkpoint, 'size' | 'root'>>
  /** Names of those that do not answer. */
  readonly silent: Set<string>
  close(): Promise<void>
}

export async function startWitnesses(): Promise<WitnessServers> {
  const kept: WitnessServers['kept'] = new Map()
  const silent = new Set<string>()
  const servers = await Promise.all(WITNESSES.map((witness) => start(witness, kept, silent)))
  return {
    addresses: servers.map((server, i) => {
      const { port } = server.address() as AddressInfo
      return { key: WITNESSES[i]!.key, url: `http://127.0.0.1:${port}/_witness` }
    }),
    kept,
    silent,
    async close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
        await once(server, 'close')
      }
    },
  }
}

async function start(
  witness: Witness,
  kept: WitnessServers['kept'],
  silent: Set<string>,
): Promise<Server> {
  const { name } = witness.key
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (silent.has(name)) return void response.destroy()
      if (request.url !== '/_witness/add-checkpoint') return void response.writeHead(404).end()
      const decision = decideCheckpoint(
        Buffer.concat(parts),
        [LOG.key],
        () => kept.get(name) ?? null,
      )
      if (decision.status === 409) {
        response.writeHead(409, { 'content-type': SIZE_MEDIA_TYPE }).end(`${decision.size}\n`)
      } else if (decision.status === 200) {
        kept.set(name, decision.checkpoint)
        const line = witness.cosign(decision.text, AT.getTime() / 1_000)
        response.end(printCosignatures([line]))
      } else response.writeHead(decision.status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
