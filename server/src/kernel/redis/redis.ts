import { createHash, createHmac } from 'node:crypto'
import type { Redis, RedisOptions } from 'ioredis'

/** What Redis is used for; failures are counted by it. */
export type RedisUse = 'cache' | 'counter' | 'lock' | 'realtime'

export const redisUses: readonly RedisUse[] = ['cache', 'counter', 'lock', 'realtime']

/** One connection for commands and one that listens, shared by everything in this process that uses Redis. */
export interface RedisPair {
  commands: Redis
  subscriber: Redis
  /** The name of a key or channel inside this installation; long ones are hashed. */
  key(kind: 'cache' | 'lock' | 'realtime', name: string): string
  /** The outcome of a call, or `fallback` when Redis does not do it: that is counted and logged, never thrown. */
  attempt<Outcome>(use: RedisUse, call: () => Promise<Outcome>, fallback: Outcome): Promise<Outcome>
  /** Calls that went on without Redis since the start. */
  failures(use: RedisUse): number
  /** Both connections are ready for use. */
  ready(): boolean
  /** Throws unless both connections answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

interface RedisPairOptions {
  /** `redis://` or, for TLS, `rediss://`. */
  url: string
  /** What the processes of one installation share and others do not know. */
  secretKey: string
  log: { warn(details: object, message: string): void }
}

/** A call that takes longer has failed; the request goes on. */
const commandTimeoutMs = 500
/** A connection on which nothing comes for so long, though something was asked, is given up and made anew. */
const socketTimeoutMs = 1000
const startTimeoutMs = 2000
const longestRetryMs = 2000
const heartbeatMs = 10_000
const logEveryMs = 60_000
const longestName = 200

/**
 * Connects to Redis. An absent one is waited for 2 s, then the start goes on without; it is tried again for as long as the process
 * lives. The library is loaded here, so that servers without Redis do not carry it.
 */
export async function openRedis({ url, secretKey, log }: RedisPairOptions): Promise<RedisPair> {
  const { Redis } = await import('ioredis')
  const prefix = installationPrefix(secretKey)
  const connect = (role: string): Redis => new Redis(url, connectionOptions(role))
  const commands = connect('commands')
  const subscriber = connect('listener')
  const { failed, failures, recovered } = keepCount(log)

  for (const connection of [commands, subscriber]) {
    // Without a listener an error of the connection would end the process; what it means for whom is told by `attempt`.
    connection.on('error', (error) => failed(null, error))
    connection.on('ready', () => {
      if (ready()) recovered()
    })
  }
  const ready = () => commands.status === 'ready' && subscriber.status === 'ready'
  // A listener only waits, and would not notice that the other end has vanished.
  const heartbeat = setInterval(() => {
    if (subscriber.status === 'ready') subscriber.ping().catch((error) => failed(null, error))
  }, heartbeatMs)
  heartbeat.unref()
  await Promise.all([commands, subscriber].map(untilReady))

  return {
    commands,
    subscriber,
    key: (kind, name) => `${prefix}${kind}:${Buffer.byteLength(name) > longestName ? digest(name) : name}`,
    async attempt(use, call, fallback) {
      try {
        return await call()
      } catch (error) {
        failed(use, error as Error)
        return fallback
      }
    },
    failures,
    ready,
    async ping() {
      await Promise.all([commands.ping(), subscriber.ping()])
    },
    async close() {
      clearInterval(heartbeat)
      commands.disconnect()
      subscriber.disconnect()
    },
  }
}

function connectionOptions(role: string): RedisOptions {
  return {
    connectionName: `tradepost-${role}`,
    connectTimeout: startTimeoutMs,
    commandTimeout: commandTimeoutMs,
    socketTimeout: socketTimeoutMs,
    // Calls fail at once while there is no connection: a request must not wait for Redis to come back.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), longestRetryMs),
    // The main server has become a replica; its name leads to the new one by now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  }
}

/** Counts failures by use and logs one line for the first of an outage, then one a minute while there is something to tell. */
function keepCount(log: RedisPairOptions['log']) {
  const counts = new Map<RedisUse, number>()
  let sinceWell = 0
  let loggedAt: number | null = null
  return {
    failures: (use: RedisUse) => counts.get(use) ?? 0,
    failed(use: RedisUse | null, error: Error): void {
      if (use) {
        counts.set(use, (counts.get(use) ?? 0) + 1)
        sinceWell += 1
      }
      if (loggedAt !== null && performance.now() - loggedAt < logEveryMs) return
      loggedAt = performance.now()
      // The error itself may carry the command with its arguments, and so the password.
      const { message, code } = error as NodeJS.ErrnoException
      log.warn(
        { reason: message || code, use, calls: sinceWell },
        'Redis does not answer as it should; requests go on without it',
      )
    },
    recovered(): void {
      if (loggedAt === null) return
      log.warn({ calls: sinceWell }, 'Redis answers again')
      loggedAt = null
      sinceWell = 0
    },
  }
}

function untilReady(connection: Redis): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, startTimeoutMs)
    connection.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Installations that share a Redis keep apart by their secret, which their own processes share anyway. */
function installationPrefix(secretKey: string): string {
  const name = createHmac('sha256', secretKey).update('the names of this installation in Redis').digest('hex')
  return `tradepost:${name.slice(0, 12)}:`
}

function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url')
}
