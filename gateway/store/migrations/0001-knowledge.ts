import type { Kysely } from 'kysely'
import { sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('relocation')
    .addColumn('uscc', 'char(18)', (column) => column.notNull())
    .addColumn('from_province', 'text', (column) => column.notNull())
    .addColumn('to_province', 'text', (column) => column.notNull())
    .addColumn('moved_on', 'char(10)')
    .addColumn('learnt_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('relocation_pk', ['uscc', 'from_province', 'to_province'])
    .execute()
  await db.schema
    .createTable('listing_removal')
    .addColumn('uscc', 'char(18)', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('learnt_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('listing_removal_pk', ['uscc', 'identity'])
    .execute()
  await db.schema
    .createTable('shared_value')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
}
