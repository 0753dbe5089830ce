import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { socketDirPrefix } from './embedded-location.ts'

/** How long a fast shutdown may take before an immediate one is asked for, in milliseconds. */
export const fastShutdownLimit = 20_000

/**
 * Stops a PostgreSQL server that a killed Tradepost left running on `cluster`, and defuses a
 * `postmaster.pid` whose id now belongs to another program. The caller owns the folder, so nobody else
 * uses that server. Throws {@link EmbeddedDatabaseError} when it does not stop.
 */
export async function clearOrphan(
  cluster: string,
  binaries: Binaries,
  log: (msg: string) => void,
): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  if (pid > 0 && isPostmasterOf(pid, cluster)) {
    log(`Stopping the database server (pid ${pid}) that an earlier run left behind`)
    await stopOrphan(pid, cluster, binaries)
  }
  removeSocketDir(lines[4])
  if (existsSync(pidFile)) disown(pidFile, lines)
}

/**
 * The id of a dead postmaster may have gone to another program, which PostgreSQL would take for a running
 * server. PostgreSQL passes over its own parent's id, and keeping the other lines lets it still find
 * processes of the dead server by their shared memory.
 */
function disown(pidFile: string, lines: string[]): void {
  if (lines.length < 7) rmSync(pidFile)
  else writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'))
}

function removeSocketDir(dir: string | undefined): void {
  if (dir && basename(dir).startsWith(socketDirPrefix)) rmSync(dir, { recursive: true, force: true })
}

async function stopOrphan(pid: number, cluster: string, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') {
    execFileSync(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'])
    return
  }
  for (const [signal, limit] of [
    ['SIGINT', fastShutdownLimit],
    ['SIGQUIT', 10_000],
  ] as const) {
    process.kill(pid, signal)
    const deadline = Date.now() + limit
    while (Date.now() < deadline) {
      if (!isPostmasterOf(pid, cluster)) return
      await sleep(20)
    }
  }
  throw new EmbeddedDatabaseError(
    `A database server (pid ${pid}) that an earlier run left on ${cluster} does not stop.`,
    `End that process and start again.`,
  )
}

/** A postmaster works in its data directory, which tells it from a program that was given the same id later. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
    if (process.platform === 'win32') {
      return execFileSync('tasklist', ['/FI', `PID eq ${pid}`, '/NH'], { encoding: 'utf8' }).includes(
        'postgres',
      )
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      cluster,
    )
  } catch {
    return false
  }
}
