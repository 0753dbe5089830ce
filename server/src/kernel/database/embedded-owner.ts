import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedDatabaseError, explainFileError } from './embedded-error.ts'

/** The right to run a database server on one folder, held by at most one living process. */
export interface Ownership {
  release(): void
}

const sqliteBusy = 5

/**
 * Takes the folder `home` for this process. The lock is one that the kernel holds for a living process
 * (SQLite's file lock, the only such lock that Node.js offers), so a crash frees it and two servers that
 * start together cannot both have it; the process id beside it only serves the message.
 * Throws {@link EmbeddedDatabaseError} when another server has it; `shownDir` is the folder the user knows.
 */
export async function takeOwnership(home: string, shownDir: string): Promise<Ownership> {
  const ownership = tryOwnership(home)
  if (ownership) return ownership
  const pid = await readOwnerPid(home)
  throw new EmbeddedDatabaseError(
    `Another Tradepost server${pid ? ` (pid ${pid})` : ''} is using ${shownDir}.`,
    'Stop it or set DATA_DIR to another folder.',
  )
}

/** Like {@link takeOwnership}, but answers null when another process has the folder. */
export function tryOwnership(home: string): Ownership | null {
  const pidFile = join(home, 'owner.pid')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(home, 'owner.lock'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, `${process.pid}\n`)
  } catch (error) {
    lock?.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null
    throw lockFailure(error, home)
  }
  const held = lock
  return {
    release() {
      rmSync(pidFile, { force: true })
      held.close()
    },
  }
}

function lockFailure(error: unknown, home: string): unknown {
  if (!(error instanceof Error && 'errcode' in error)) return explainFileError(error, home)
  return new EmbeddedDatabaseError(
    `The lock file in ${home} cannot be used (${error.message}).`,
    'Give this user write permission or set DATA_DIR to another folder.',
    { cause: error },
  )
}

/** The winner of a start race writes its id a moment after it has the lock. */
async function readOwnerPid(home: string): Promise<number | null> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const pid = readPid(join(home, 'owner.pid'))
    if (pid && isAlive(pid)) return pid
    await sleep(25)
  }
  return null
}

function readPid(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
