/** A process of its own that appends for as long as it lives, and tells each leaf that was acknowledged. */
import { createLogService } from '../../../gateway/log/log-service.ts'
import { intent, options } from '../../unit/log-service/log-facts.ts'

const [databaseUrl = '', folder = ''] = process.argv.slice(2)
const log = createLogService({ ...options(databaseUrl, folder), timing: { graceMs: 60_000 } })

async function appendForever(): Promise<void> {
  for (;;) {
    const { leafHash, promise } = await log.intend(intent())
    process.stdout.write(`${promise.index} ${leafHash}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, appendForever))
