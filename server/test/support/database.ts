import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** The database server of this test run. The template database is named `prefix`; every copy starts with it. */
export interface TestServer {
  url: string
  prefix: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

/** A database of one's own: migrated, empty, and gone after `drop`. */
export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** Any number that nothing else locks in the server's own database. */
const cloneLock = 5_177_301

/** Copies the migrated template; meant for once per test file. `drop` closes what is still connected. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('testServer')
  const name = `${server.prefix}_${randomBytes(5).toString('hex')}`
  // PostgreSQL refuses to copy a template that another session is copying at the same moment.
  await execute(
    server.url,
    `SELECT pg_advisory_lock(${cloneLock})`,
    `CREATE DATABASE ${name} TEMPLATE ${server.prefix} STRATEGY FILE_COPY`,
  )
  return {
    url: atDatabase(server.url, name),
    drop: () => execute(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** The connection string `url` with another database name. */
export function atDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Runs the statements one by one in one session; the end of the session frees its locks. */
async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
