import { mkdir } from 'node:fs/promises'
import { ConfigError, readConfig } from '../src/config.ts'
import { createKeyring, type Keyring } from '../src/kernel/crypto/keyring.ts'
import { countSealed, judgeCounts, resealAll } from '../src/kernel/crypto/rotate.ts'
import { loadOrCreateSecret } from '../src/kernel/crypto/secrets.ts'
import { type Database, openDatabase } from '../src/kernel/database/database.ts'
import { defaultDataDir, EmbeddedDatabaseError, startEmbedded } from '../src/kernel/database/embedded.ts'
import { runningEmbedded } from '../src/kernel/database/embedded-running.ts'
import { sealedColumns } from '../src/sealed-columns.ts'

/**
 * Seals everything in the database anew with the current key, while servers run (docs/operations.md, "Changing the encryption key").
 * `--check` only says what the older keys are still needed for. `--batch=<n>` rows at a time, 200 unless told.
 * Ends with 0: the current key alone is enough; 1: could not run; 2: an older key is still needed, or something opens with no key.
 */
const usage = 'Usage: npm run keys:rotate -- [--check] [--batch=<1 to 5000>]'

class UsageError extends Error {}

interface Asked {
  check: boolean
  batch: number
}

function readArguments(args: readonly string[]): Asked {
  const asked: Asked = { check: false, batch: 200 }
  for (const arg of args) {
    const [, batch] = /^--batch=([1-9]\d{0,3})$/.exec(arg) ?? []
    if (arg === '--check') asked.check = true
    else if (batch && Number(batch) <= 5000) asked.batch = Number(batch)
    else throw new UsageError(usage)
  }
  return asked
}

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  const config = readConfig(process.env)
  const dataDir = config.dataDir ?? defaultDataDir()
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const key = config.encryptionKey ?? (await loadOrCreateSecret(dataDir, 'FERNET_KEY'))
  const keyring = createKeyring(key, config.oldEncryptionKeys)
  const running = config.databaseUrl === null ? runningEmbedded(dataDir) : null
  const embedded = config.databaseUrl === null && !running ? await startEmbedded({ dataDir }) : null
  const connection = running ?? embedded?.connection ?? { connectionString: config.databaseUrl as string }
  const db = openDatabase({ connection, maxConnections: 1 })
  try {
    return await work(db, keyring, asked)
  } finally {
    await db.close()
    await embedded?.stop()
  }
}

async function work(db: Database, keyring: Keyring, { check, batch }: Asked): Promise<number> {
  if (!check) {
    const { resealed } = await resealAll(db, keyring, sealedColumns, { batch, onBatch: progress() })
    console.log(`Sealed anew with the key ${keyring.keyIds[0]}: ${resealed}`)
  }
  const counts = await countSealed(db, sealedColumns)
  for (const { column, byKey } of counts) {
    const parts = byKey.map(({ keyId, count }) => `${count} by ${keyName(keyring, keyId)}`)
    console.log(`${column}: ${parts.join(', ') || 'nothing'}`)
  }
  const { older, lost } = judgeCounts(counts, keyring)
  for (const { keyId, count } of older)
    console.log(`The older key ${keyId} is still needed for ${count}.${check ? '' : leftOver}`)
  for (const { column, count } of lost)
    console.log(`${count} in ${column} open with none of the given keys. ${remedy}`)
  if (older.length > 0 || lost.length > 0) return 2
  console.log('The current key alone is enough: older keys can be taken out of the environment.')
  return 0
}

const leftOver =
  ' They do not open, or a server still writes with that key: give all servers the current one, then run this again.'
const remedy = 'Give their key back as an older one, or connect those accounts again.'

function keyName({ keyIds }: Keyring, keyId: string | null): string {
  if (keyId === null) return 'no key of ours'
  if (keyId === keyIds[0]) return `the current key ${keyId}`
  return `${keyIds.includes(keyId) ? 'the older' : 'the unknown'} key ${keyId}`
}

/** One line for the first batch of a column, then at most one a second. */
function progress(): (column: string, done: number) => void {
  const told = new Map<string, number>()
  return (column, done) => {
    if (performance.now() - (told.get(column) ?? Number.NEGATIVE_INFINITY) < 1000) return
    told.set(column, performance.now())
    console.log(`${column}: ${done} sealed anew`)
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isTold = [UsageError, ConfigError, EmbeddedDatabaseError].some((known) => error instanceof known)
  console.error(isTold ? (error as Error).message : error)
  process.exitCode = 1
}
