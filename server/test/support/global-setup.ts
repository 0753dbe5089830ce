import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/kernel/database/embedded.ts'
import { migrate } from '../../src/kernel/database/migrate.ts'
import { atDatabase, type TestServer } from './database.ts'

/**
 * Gives the whole run one database server with a migrated template: a throw-away embedded one, or the
 * server of `TEST_DATABASE_URL`, whose user must be allowed to create databases.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_DATABASE_URL
  const embedded = external ? null : await startEmbedded({ dataDir: null, ephemeral: true })
  const server: TestServer = {
    url: external ?? embedded!.url,
    prefix: `tradepost_test_${randomBytes(4).toString('hex')}`,
  }
  const cleanUp = embedded ? () => embedded.stop() : () => dropAll(server)
  try {
    await makeTemplate(server, external !== undefined)
  } catch (error) {
    await cleanUp()
    throw error
  }
  project.provide('testServer', server)
  return cleanUp
}

/** Other servers may have any default locale; search and sorting are tested under the one of the embedded server. */
async function makeTemplate(server: TestServer, external: boolean): Promise<void> {
  const locale = external ? `TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'` : ''
  await execute(server.url, `CREATE DATABASE ${server.prefix} ${locale}`)
  const pool = new pg.Pool({ connectionString: atDatabase(server.url, server.prefix) })
  try {
    await migrate(pool)
  } finally {
    await pool.end()
  }
}

async function dropAll(server: TestServer): Promise<void> {
  const names = await execute(server.url, 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
    server.prefix,
  ])
  for (const { datname } of names)
    await execute(server.url, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
}

async function execute(
  url: string,
  statement: string,
  values: string[] = [],
): Promise<{ datname: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ datname: string }>(statement, values)).rows
  } finally {
    await client.end()
  }
}
