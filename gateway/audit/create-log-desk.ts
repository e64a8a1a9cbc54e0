/** The desk over PostgreSQL and the log service. */
import { createAuditorDesk } from './auditor-desk.ts'
import type { LogDesk } from './desk.ts'
import { createLookupDesk } from './lookup-desk.ts'
import type { LogDeskOptions } from './options.ts'

export function createLogDesk(options: LogDeskOptions): LogDesk {
  return { ...createAuditorDesk(options), ...createLookupDesk(options) }
}
