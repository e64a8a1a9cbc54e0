/** Forward only, in order. A migration that has run anywhere is never changed. */
import type { Migration } from 'kysely/migration'
import * as knowledge from './0001-knowledge.ts'

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-knowledge': knowledge,
}
