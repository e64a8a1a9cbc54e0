/** Forward only, in order. A migration that has run anywhere is never changed. */
import type { Migration } from 'kysely/migration'
import * as knowledge from './0001-knowledge.ts'
import * as log from './0002-log.ts'
import * as signIn from './0003-sign-in.ts'
import * as grants from './0004-grants.ts'
import * as lookups from './0005-lookups.ts'

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-knowledge': knowledge,
  '0002-log': log,
  '0003-sign-in': signIn,
  '0004-grants': grants,
  '0005-lookups': lookups,
}
