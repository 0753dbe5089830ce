import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'

/** The operating system user that PostgreSQL runs as when it is not the user of this process. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/**
 * The account to run PostgreSQL as, because it refuses to run as root: `postgres`, else `nobody`.
 * Null for an ordinary user and on Windows, where it runs as whoever runs this process.
 */
export function databaseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const accounts = readAccounts()
  const account = accounts.get('postgres') ?? accounts.get('nobody')
  if (account) return account
  throw new EmbeddedDatabaseError(
    'PostgreSQL does not run as root and this system has neither a postgres nor a nobody user.',
    'Start Tradepost as an ordinary user or set DATABASE_URL to a PostgreSQL server.',
  )
}

/**
 * PostgreSQL only serves a cluster that belongs to the user it runs as, so an existing one decides the
 * account: the system may have got a `postgres` user since, or an ordinary user may have made it.
 */
export function accountOf(cluster: string, fallback: Account | null): Account | null {
  const stats = fallback ? statSync(cluster, { throwIfNoEntry: false }) : undefined
  if (!stats || stats.uid === 0) return fallback
  return { name: `user ${stats.uid}`, uid: stats.uid, gid: stats.gid }
}

function readAccounts(): Map<string, Account> {
  const accounts = new Map<string, Account>()
  for (const line of readPasswd().split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid && Number(uid) > 0)
      accounts.set(name, { name, uid: Number(uid), gid: Number(gid) })
  }
  return accounts
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}

const read = 4
const enter = 1

/**
 * Whether `account` can use `path`: every folder above it can be entered, and `path` itself can be read
 * (and entered or executed where `kind` says so). Parts that do not exist yet count as reachable.
 * A null account is this process itself, which finds out by trying.
 */
export function canReach(
  account: Account | null,
  path: string,
  kind: 'file' | 'program' | 'folder',
): boolean {
  if (account === null) return true
  let current = resolve(path)
  if (!permits(account, current, kind === 'file' ? read : kind === 'folder' ? enter : read | enter))
    return false
  while (dirname(current) !== current) {
    current = dirname(current)
    if (!permits(account, current, enter)) return false
  }
  return true
}

function permits(account: Account, path: string, bits: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return true
  const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0
  return ((stats.mode >> shift) & bits) === bits
}
