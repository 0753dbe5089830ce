import pg from 'pg'
import type { AuthSubject } from '../../kernel/auth/caller.ts'
import type { Services } from '../../kernel/services.ts'

export interface AuthChangeListener {
  close(): Promise<void>
}

const retryMs = 1000

/**
 * Hears on a connection of its own what changes under cached sessions, by whatever path. `onAvailable(false)` is called as
 * soon as that connection is lost: from then on nothing may be taken from memory.
 */
export function listenForAuthChanges(
  services: Pick<Services, 'db' | 'log'>,
  handlers: { onChange(subject: AuthSubject): void; onAvailable(available: boolean): void },
): AuthChangeListener {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const connect = async (): Promise<void> => {
    const { max: _max, ...connection } = services.db.pool.options
    const next = new pg.Client({ ...connection, keepAlive: true, application_name: 'tradepost auth changes' })
    client = next
    let lost = false
    const onLost = (error?: Error): void => {
      if (lost) return
      lost = true
      handlers.onAvailable(false)
      next.end().catch(() => {})
      if (closed) return
      services.log.debug(
        { err: error },
        'sessions are read from the database until its notifications are heard again',
      )
      timer = setTimeout(connect, retryMs)
      timer.unref()
    }
    next.on('error', onLost)
    next.on('end', () => onLost())
    next.on('notification', (message) => handlers.onChange(message.payload as AuthSubject))
    try {
      await next.connect()
      await next.query('listen auth_changed')
      if (!lost && !closed) handlers.onAvailable(true)
    } catch (error) {
      onLost(error as Error)
    }
  }
  void connect()

  return {
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      handlers.onAvailable(false)
      await client?.end().catch(() => {})
    },
  }
}
