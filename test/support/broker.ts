/** Asks vitest's main process for what all test files share; global-setup.ts answers. */
import { inject } from 'vitest'

/** @throws {Error} with the reason, when it cannot be had */
export async function askBroker(what: 'database' | 'redis'): Promise<unknown> {
  const answer = await fetch(`${inject('broker')}/${what}`, { method: 'POST' })
  if (answer.ok) return answer.json()
  throw new Error(await answer.text())
}
