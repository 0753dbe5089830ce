import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Embedded } from './embedded.ts'
import { accountOf, databaseAccount } from './embedded-account.ts'
import { clusterDir, databaseName, readPassword } from './embedded-cluster.ts'
import { defaultDataDir, openHome } from './embedded-location.ts'

/**
 * How to reach the embedded server that a running Tradepost keeps on `dataDir`, for programs that work beside it; null when none
 * runs. Throws `EmbeddedDatabaseError` for a folder that cannot be used.
 */
export function runningEmbedded(dataDir: string | null): Embedded['connection'] | null {
  const folder = resolve(dataDir ?? defaultDataDir())
  const home = openHome(folder, accountOf(clusterDir(folder), databaseAccount()))
  const [pid, , , port, socketDir, address, , state] = readPidFile(clusterDir(home))
  if (state !== 'ready' || !isAlive(Number(pid))) return null
  const password = readPassword(home)
  return {
    host: socketDir || address || '127.0.0.1',
    port: Number(port),
    user: databaseName,
    database: databaseName,
    ...(password === undefined ? {} : { password }),
  }
}

/** The lines of `postmaster.pid`; none when there is no server. */
function readPidFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
