import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openDatabase } from './database.ts'

test('a connection that the server closes is told without its secrets, and the next query opens another', async () => {
  const connection = { connectionString: inject('testServer').url }
  const told = Promise.withResolvers<Error>()
  const db = openDatabase({ connection, maxConnections: 1, onError: told.resolve })
  const admin = new pg.Client(connection)
  await admin.connect()
  onTestFinished(async () => {
    await admin.end()
    await db.close()
  })
  const pid = async () => (await db.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid
  const first = await pid()
  await admin.query('select pg_terminate_backend($1)', [first])
  const error = await told.promise
  expect(error).toMatchObject({ code: '57P01' })
  expect(error).not.toHaveProperty('client')
  expect(await pid()).not.toBe(first)
})
