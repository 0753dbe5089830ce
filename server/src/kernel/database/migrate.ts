import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import type pg from 'pg'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * Brings the schema up to date under an advisory lock, so that several servers may start at once; each migration is one
 * transaction. Throws on the first that fails and leaves the schema as that migration found it.
 */
export async function migrate(pool: pg.Pool, log: (message: string) => void = () => {}): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock(7305482201)')
    await runner({
      dbClient: client,
      dir: migrationsFolder,
      direction: 'up',
      migrationsTable: 'schema_migrations',
      checkOrder: true,
      singleTransaction: false,
      noLock: true,
      verbose: false,
      log,
      logger: { info: log, warn: log, error: log, debug: () => {} },
    })
  } finally {
    await client.query('select pg_advisory_unlock(7305482201)').catch(() => {})
    client.release()
  }
}
