import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createDatabase } from '../../support/postgres.ts'

describe('createDatabase', () => {
  it('gives each caller an empty database of its own, also when they ask at once', async () => {
    const urls = await Promise.all([createDatabase(), createDatabase(), createDatabase()])
    expect(new Set(urls).size).toBe(3)
    for (const url of urls) {
      const client = new pg.Client(url)
      await client.connect()
      await client.query('CREATE TABLE mine (id int)') // fails where another one made it
      await client.end()
    }
  })
})
