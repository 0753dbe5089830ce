import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'

const migrationsTable = 'schema_migrations'
const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * Brings the schema up to date under an advisory lock, so that several servers may start at once; each migration is one
 * transaction. Throws on the first that fails and leaves the schema as that migration found it.
 */
export async function migrate(pool: pg.Pool, log: (message: string) => void = () => {}): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock(7305482201)')
    if (await upToDate(client)) return
    // Loaded only when there is something to do, which spares nearly every start its memory.
    const { runner } = await import('node-pg-migrate')
    await runner({
      dbClient: client,
      dir: migrationsFolder,
      direction: 'up',
      migrationsTable,
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

/** Whether exactly the migrations of the folder have been run; anything else is for the runner to judge. */
async function upToDate(client: pg.PoolClient): Promise<boolean> {
  const { rows: tables } = await client.query('select to_regclass($1) is not null as exists', [
    migrationsTable,
  ])
  if (!tables[0].exists) return false
  const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable}`)
  const run = new Set(rows.map(({ name }) => name))
  const files = await readdir(migrationsFolder)
  return files.length === run.size && files.every((file) => run.has(basename(file, extname(file))))
}
