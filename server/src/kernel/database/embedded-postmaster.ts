import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, copyFileSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { processOptions } from './embedded-cluster.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { fastShutdownLimit } from './embedded-orphan.ts'

/** A PostgreSQL server process that this process started. */
export interface Postmaster {
  pid: number
  /** Resolves when the process has ended, to a short description such as `exit code 1`. */
  ended: Promise<string>
  hasEnded(): boolean
  /** Whether it says of itself that it accepts connections. */
  isReady(): boolean
  /** Rolls back open transactions, writes everything to disk and waits for the end. */
  stop(): Promise<void>
}

/**
 * Starts the server process in a session of its own, where the terminal's Ctrl-C does not reach it: this
 * process ends it in order. Its messages go to `logFile`. It may not accept connections yet.
 */
export async function startPostmaster(
  binaries: Binaries,
  cluster: string,
  settings: Record<string, string>,
  logFile: string,
  account: Account | null,
): Promise<Postmaster> {
  const logHandle = openSync(logFile, 'a', 0o600)
  const parts = [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(binaries.postgres, parts, {
    ...processOptions(account),
    cwd: cluster,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', logHandle, logHandle],
  })
  closeSync(logHandle)
  await spawned(child)
  child.unref()
  return supervise(child, binaries, cluster)
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) =>
      reject(
        new EmbeddedDatabaseError(
          `PostgreSQL does not run on this system (${error.message}).`,
          'Set DATABASE_URL to a PostgreSQL server, 15 or newer.',
          { cause: error },
        ),
      ),
    )
  })
}

function supervise(child: ChildProcess, binaries: Binaries, cluster: string): Postmaster {
  const pid = child.pid ?? 0
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const interrupt = () => child.kill('SIGINT')
  process.once('exit', interrupt)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('exit', interrupt)
      resolve(signal ? `signal ${signal}` : `exit code ${code}`)
    })
  })
  const stop = async () => {
    if (hasEnded()) return
    child.ref()
    if (process.platform === 'win32') {
      spawn(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast'], { stdio: 'ignore', windowsHide: true })
    } else {
      interrupt()
    }
    const impatience = setTimeout(() => child.kill('SIGQUIT'), fastShutdownLimit)
    await ended
    clearTimeout(impatience)
  }
  return { pid, ended, hasEnded, isReady: () => saysReady(cluster, pid), stop }
}

/** The first line of `postmaster.pid` is the process id, the eighth the state. */
function saysReady(cluster: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

const logLimit = 5 * 1024 * 1024

/**
 * Keeps the log below about twice 5 MB: a full one becomes `<logFile>.1` and the server, which appends,
 * goes on in the emptied file.
 */
export function boundLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size < logLimit) return
  copyFileSync(logFile, `${logFile}.1`)
  truncateSync(logFile)
}

/** The last FATAL or PANIC message after byte `offset` of the log, without its prefix; undefined if there is none. */
export function fatalMessage(logFile: string, offset: number): string | undefined {
  const lines = readFileSync(logFile).subarray(offset).toString('utf8').split('\n')
  const fatal =
    lines.findLast((line) => /\b(FATAL|PANIC): /.test(line)) ?? lines.findLast((line) => line.trim())
  return fatal?.replace(/^.*?\b(FATAL|PANIC): */, '')
}
