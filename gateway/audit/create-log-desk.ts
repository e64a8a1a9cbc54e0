/** The desk over PostgreSQL and the log service. */
import { createAuditorDesk } from './auditor-desk.ts'
import type { LogDesk } from './desk.ts'
import { readLookups } from './lookup-desk.ts'
import type { LogDeskOptions } from './options.ts'
import { releaseLookups } from './release-desk.ts'
import { reading } from './store-answers.ts'

export function createLogDesk(options: LogDeskOptions): LogDesk {
  return {
    ...createAuditorDesk(options),
    lookups: (who, page) => reading(() => readLookups(options, who, page)),
    release: (who, input) => reading(() => releaseLookups(options, who, input)),
  }
}
