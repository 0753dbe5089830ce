import type { FastifyBaseLogger } from 'fastify'
import type { Executor } from '../database/database.ts'

export interface LastUse {
  /** Notes a use without keeping the request waiting. `known` is the last use as the database has it. */
  note(id: number, known: string | null, now: Date): void
  /** Writes what is not written yet; for the end of the process. */
  flush(): Promise<void>
}

const everyMs = 60_000
const maxRemembered = 10_000

/**
 * Keeps `last_used_at` of a table of credentials (with integer `id`): the first use is written at once, later ones at most once a minute
 * per credential over all processes, and the very last when the process ends.
 */
export function createLastUse(db: Executor, log: Pick<FastifyBaseLogger, 'warn'>, table: string): LastUse {
  const unwritten = new Map<number, Date>()
  const writing = new Map<number, Promise<void>>()
  /** For requests that read the credential before its last write and get here after it. */
  const written = new Map<number, number>()

  const write = async (id: number, now: Date): Promise<void> => {
    try {
      await db.query(
        `update ${table} set last_used_at = $2
         where id = $1 and (last_used_at is null or last_used_at <= $3)`,
        [id, now, new Date(now.getTime() - everyMs)],
      )
      if (written.size >= maxRemembered) written.clear()
      written.set(id, now.getTime())
    } catch (error) {
      unwritten.set(id, now)
      log.warn({ err: error, table, id }, 'the use of a credential was not noted')
    } finally {
      writing.delete(id)
    }
  }

  return {
    note(id, known, now) {
      const last = Math.max(known === null ? 0 : Date.parse(known), written.get(id) ?? 0)
      if (writing.has(id) || now.getTime() - last < everyMs) {
        unwritten.set(id, now)
        return
      }
      unwritten.delete(id)
      writing.set(id, write(id, now))
    },
    async flush() {
      await Promise.all(writing.values())
      const rest = [...unwritten]
      unwritten.clear()
      if (rest.length === 0) return
      await db.query(
        `update ${table} t set last_used_at = greatest(t.last_used_at, used.at)
         from unnest($1::int[], $2::timestamptz[]) as used (id, at) where t.id = used.id`,
        [rest.map(([id]) => id), rest.map(([, at]) => at)],
      )
    },
  }
}
