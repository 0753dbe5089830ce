import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Account, canReach } from './embedded-account.ts'
import { EmbeddedDatabaseError, errorCode, explainFileError } from './embedded-error.ts'

/** Where a server that runs as root keeps what the database account has to reach. */
export const systemDir = '/var/lib/tradepost'

const checkoutDir = resolve(import.meta.dirname, '../../../..')
const pointerName = 'database-location'

/** A Unix socket path holds 107 bytes on Linux and 103 on macOS, with `/.s.PGSQL.5432` and a final zero. */
const longestSocketDir = 103 - '/.s.PGSQL.5432'.length

/** PostgreSQL builds file paths in buffers of 1,024 bytes and needs room for its own part of them. */
const longestHome = 900

/**
 * The data folder when the environment names none: `.data` in the checkout, or for root a folder of its
 * own for each checkout below `/var/lib/tradepost`, because a checkout in root's home is closed to the
 * account that PostgreSQL runs as.
 */
export function defaultDataDir(): string {
  if (process.getuid?.() !== 0) return join(checkoutDir, '.data')
  return join(systemDir, shortHash(realpathSync(checkoutDir)))
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/**
 * The folder that really holds the cluster of `dataDir`, made if missing. It is `dataDir` itself, except
 * when `account` cannot enter that: then it is a folder below {@link systemDir}, and `dataDir` records which.
 * Throws {@link EmbeddedDatabaseError}.
 */
export function openHome(dataDir: string, account: Account | null): string {
  try {
    makeFolder(dataDir, account)
    accessSync(dataDir, constants.W_OK | constants.X_OK)
    if (Buffer.byteLength(dataDir) > longestHome) {
      throw Object.assign(new Error('path too long'), { code: 'ENAMETOOLONG' })
    }
    const recorded = readPointer(dataDir)
    if (recorded) return recorded
    if (canReach(account, dataDir, 'folder')) return dataDir
    return recordHome(dataDir, account)
  } catch (error) {
    throw explainFileError(error, dataDir)
  }
}

/** Makes a folder that `account` can enter. A mode alone would not do, because the umask may take it away. */
export function makeFolder(path: string, account: Account | null): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  if (!first || !account) return
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) chmodSync(folder, 0o711)
}

function readPointer(dataDir: string): string | null {
  const pointer = join(dataDir, pointerName)
  if (!existsSync(pointer)) return null
  const home = readFileSync(pointer, 'utf8').trim()
  if (home && existsSync(home)) return home
  throw new EmbeddedDatabaseError(
    `The database of ${dataDir} was kept in ${home || 'a folder that is not named'}, which does not exist any more.`,
    `Restore that folder, or delete ${pointer} to start with an empty database.`,
  )
}

/** Linking a finished file into place lets only one of two servers that start together choose the folder. */
function recordHome(dataDir: string, account: Account | null): string {
  const id = randomBytes(8).toString('hex')
  const home = join(systemDir, `database-${id}`)
  const draft = join(dataDir, `${pointerName}.${id}`)
  makeFolder(home, account)
  try {
    writeFileSync(draft, `${home}\n`)
    linkSync(draft, join(dataDir, pointerName))
    return home
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    const other = errorCode(error) === 'EEXIST' ? readPointer(dataDir) : null
    if (other) return other
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Makes a private folder for the server's Unix socket; its path is short enough for a socket address. */
export function makeSocketDir(account: Account | null, home: string): string {
  for (const parent of new Set([tmpdir(), '/tmp', home])) {
    const fits = Buffer.byteLength(parent) + '/tradepost-XXXXXX'.length <= longestSocketDir
    if (!fits || !canReach(account, parent, 'folder')) continue
    try {
      const dir = mkdtempSync(join(parent, socketDirPrefix))
      if (account) chownSync(dir, account.uid, account.gid)
      return dir
    } catch {
      // A read-only or missing temporary folder is no reason to give up before the others were tried.
    }
  }
  throw new EmbeddedDatabaseError(
    'There is no writable temporary folder with a path short enough for a Unix socket.',
    'Set TMPDIR to a short path or set DATABASE_URL to a PostgreSQL server.',
  )
}

/** How the name of every socket folder begins, so that one left by a crash is known as ours. */
export const socketDirPrefix = 'tradepost-'
