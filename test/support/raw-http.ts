/** HTTP by hand, for requests that no client library would send. */
import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends the text as it is and gives everything that came back until the server closed. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
  socket.on('error', () => {}) // a reset is an end like any other
  socket.write(text)
  await once(socket, 'close')
  return answer
}
