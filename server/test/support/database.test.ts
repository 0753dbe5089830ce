import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

test('databases that are made at once are separate, and a dropped one is gone', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const clients = [new pg.Client(first.url), new pg.Client(second.url)]
  await Promise.all(clients.map((client) => client.connect()))

  await clients[0]!.query('CREATE TABLE only_in_the_first (id int)')

  const found = await clients[1]!.query("SELECT to_regclass('only_in_the_first') AS name")
  expect(found.rows).toEqual([{ name: null }])

  await Promise.all(clients.map((client) => client.end()))
  await Promise.all([first.drop(), second.drop()])
  await expect(new pg.Client(first.url).connect()).rejects.toThrow('does not exist')
})
