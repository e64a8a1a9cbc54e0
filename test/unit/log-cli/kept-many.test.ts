/** A log of many days has very many checkpoints: what is read of them, and that it is said. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { keptNotes, openSource } from '../../../gateway/cli/log/source.ts'

const sizes = Array.from({ length: 10 }, (_, i) => 100 * (i + 1))
const source = {
  name: 'pretend',
  read: (path: string) => Promise.resolve(Buffer.from(path)),
  keptSizes: () => Promise.resolve(sizes),
}

it('reads all of a few, and of too many an even part with the newest', async () => {
  const all = await keptNotes(source)
  expect(all).toMatchObject({ all: 10, notes: sizes.map((size) => ({ size })) })
  const part = await keptNotes(source, 3)
  expect(part.all).toBe(10)
  expect(part.notes.map(({ size }) => size)).toEqual([300, 600, 1_000])
})

it('reads the list of a log that has grown for weeks', async () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `${10_000_000 + i}\n`).join('')
  const server = createServer((_, response) => void response.end(lines))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const found = await openSource(`http://127.0.0.1:${port}/log`, null).keptSizes()
  expect(found).toHaveLength(100_000)
  server.closeAllConnections()
  server.close()
})
