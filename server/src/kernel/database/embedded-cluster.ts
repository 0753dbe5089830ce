import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'

const run = promisify(execFile)

/** The name of the database and of its owner, who is also the cluster's superuser. */
export const databaseName = 'tradepost'

const draftPrefix = 'postgres.new-'

/** Where the cluster (PostgreSQL's own data directory) lies in the folder `home`. */
export function clusterDir(home: string): string {
  return join(home, 'postgres')
}

/**
 * Makes the cluster in `home` if there is none. It is made under another name and renamed when whole, so
 * that one cut short by a crash is thrown away and made anew. The caller owns `home`.
 * Throws {@link EmbeddedDatabaseError}.
 */
export async function ensureCluster(
  home: string,
  binaries: Binaries,
  account: Account | null,
  durable: boolean,
): Promise<void> {
  for (const name of readdirSync(home)) {
    if (name.startsWith(draftPrefix)) await discard(join(home, name))
  }
  const cluster = clusterDir(home)
  if (existsSync(cluster)) return checkVersion(cluster, binaries)
  const draft = mkdtempSync(join(home, draftPrefix))
  try {
    if (account) chownSync(draft, account.uid, account.gid)
    await initialise(draft, home, binaries, account, durable)
    renameSync(draft, cluster)
    if (durable) syncFolder(home)
  } finally {
    await discard(draft)
  }
}

/**
 * An initdb whose parent was killed may still be writing; it gives up when its folder goes. Not `rmSync`, which ends
 * early and without an error when what it is about to remove is gone.
 */
function discard(draft: string): Promise<void> {
  return rm(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

function checkVersion(cluster: string, binaries: Binaries): void {
  const versionFile = join(cluster, 'PG_VERSION')
  const made = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'an unknown version'
  if (made === binaries.major) return
  throw new EmbeddedDatabaseError(
    `The database in ${cluster} was made by PostgreSQL ${made}, and this Tradepost brings PostgreSQL ${binaries.major}.`,
    'Run it with a PostgreSQL server of its version and set DATABASE_URL, or set DATA_DIR to another folder.',
  )
}

/** C.UTF-8 of the C library where the system has it, else the same rules as PostgreSQL itself brings them. */
const locales = [
  ['--locale=C.UTF-8'],
  ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
]

async function initialise(
  draft: string,
  home: string,
  binaries: Binaries,
  account: Account | null,
  durable: boolean,
): Promise<void> {
  const access = accessArguments(home)
  let failure: unknown
  for (const locale of locales) {
    const parts = ['-D', draft, '-E', 'UTF8', ...locale, '-U', databaseName, ...access, '--no-instructions']
    if (!durable) parts.push('--no-sync')
    try {
      await run(binaries.initdb, parts, { ...processOptions(account), cwd: draft })
      return
    } catch (error) {
      failure = error
      if (!/invalid locale name/.test(String(error))) break
    }
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL could not make its data files in ${home} (${lastLine(failure)}).`,
    'Remove that obstacle, set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL server.',
    { cause: failure },
  )
}

/**
 * Who may connect: over the Unix socket whoever can enter its private folder; over TCP (Windows) whoever
 * knows the password in `home`.
 */
function accessArguments(home: string): string[] {
  if (process.platform !== 'win32') return ['--auth-local=trust', '--auth-host=reject']
  const file = join(home, passwordFile)
  writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  return ['--auth=scram-sha-256', `--pwfile=${file}`]
}

const passwordFile = 'postgres.password'

/** The superuser's password where connections need one (Windows), else undefined. */
export function readPassword(home: string): string | undefined {
  if (process.platform !== 'win32') return undefined
  return readFileSync(join(home, passwordFile), 'utf8').trim()
}

/**
 * How PostgreSQL's programs are started. They get a bare environment, because PGDATA, PGPORT, LD_LIBRARY_PATH
 * and their like from the user's shell must not reach them.
 */
export function processOptions(account: Account | null): {
  uid?: number
  gid?: number
  env?: NodeJS.ProcessEnv
} {
  if (process.platform === 'win32') return {}
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_MESSAGES: 'C' }
  return account ? { uid: account.uid, gid: account.gid, env } : { env }
}

/** initdb and postgres say what stopped them in the last line they print. */
function lastLine(failure: unknown): string {
  const output = failure instanceof Error && 'stderr' in failure ? String(failure.stderr) : ''
  const lines = (output.trim() || String(failure)).split('\n').filter((line) => !/removing|HINT/.test(line))
  return (
    lines.find((line) => /error|fatal/i.test(line))?.replace(/^.*?(error|FATAL): */, '') ?? lines.at(-1) ?? ''
  )
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
