/** The yardstick of the machine: node:http and an answer that never changes. */
import { createServer } from 'node:http'
import { listening } from './listening.ts'
import { runProgram } from '../program.ts'

/** By path, the answer's text. */
export type ConstantSettings = Readonly<Record<string, string>>

runProgram(async (settings: ConstantSettings) => {
  const answers = new Map(Object.entries(settings).map(([path, text]) => [path, Buffer.from(text)]))
  const server = createServer((request, response) => {
    request.resume()
    const body = answers.get(request.url ?? '/') ?? Buffer.from('{}')
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
    })
    response.end(body)
  })
  return listening(server)
})
