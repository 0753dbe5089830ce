import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import { pino } from 'pino'
import type { Config } from './config.ts'
import { createMemoryCache } from './kernel/cache/cache.ts'
import { createRedisCache } from './kernel/cache/redis-cache.ts'
import { type Clock, systemClock } from './kernel/clock/clock.ts'
import { systemRandom } from './kernel/clock/random.ts'
import { createKeyring } from './kernel/crypto/keyring.ts'
import { loadOrCreateSecret } from './kernel/crypto/secrets.ts'
import { openDatabase } from './kernel/database/database.ts'
import { createEvents, type EventCatalogue } from './kernel/events/events.ts'
import { createJobs } from './kernel/jobs/jobs.ts'
import { createMemoryLocks } from './kernel/locks/locks.ts'
import { createRedisLocks } from './kernel/locks/redis-locks.ts'
import { createMailer } from './kernel/mail/mail.ts'
import { createRealtimeHub } from './kernel/realtime/hub.ts'
import { createRedisHub } from './kernel/realtime/redis-hub.ts'
import { openRedis } from './kernel/redis/redis.ts'
import type { Services } from './kernel/services.ts'
import { createDiskStorage } from './kernel/storage/storage.ts'

export interface AssemblyOptions {
  config: Config
  dataDir: string
  connection: pg.PoolConfig
  clock?: Clock
}

/** Makes the kernel services of one process. Jobs are not started and nothing listens yet. */
export async function createServices(options: AssemblyOptions): Promise<Services> {
  const { config, dataDir, connection, clock = systemClock } = options
  const log = createLog(config.logLevel)
  const db = openDatabase({
    connection,
    maxConnections: config.databasePoolSize,
    onError: (error) => log.warn({ err: error }, 'an idle database connection was lost'),
  })
  const encryptionKey = config.encryptionKey ?? (await loadOrCreateSecret(dataDir, 'FERNET_KEY'))
  const secretKey = config.secretKey ?? (await loadOrCreateSecret(dataDir, 'SECRET_KEY'))
  const keyring = createKeyring(encryptionKey, config.oldEncryptionKeys)
  const jobs = createJobs({ db, connection, log, clock, worker: config.worker })
  const redis = config.redisUrl === null ? null : await openRedis({ url: config.redisUrl, secretKey, log })
  const locks = createMemoryLocks({ clock })
  const realtime = createRealtimeHub()
  return {
    config,
    log,
    db,
    clock,
    random: systemRandom,
    jobs,
    events: createEvents<EventCatalogue>({ jobs, log }),
    mailer: createMailer({ config: config.mail, db, jobs, keyring }),
    storage: createDiskStorage(dataDir),
    redis,
    cache: redis ? createRedisCache(redis) : createMemoryCache({ clock }),
    locks: redis ? createRedisLocks(redis, locks) : locks,
    realtime: redis ? await createRedisHub(redis, realtime) : realtime,
    keyring,
    secretKey: new TextEncoder().encode(secretKey),
    authenticators: [],
    dataDir,
  }
}

const secretPaths = [
  'password',
  'token',
  'access',
  'refresh',
  'secret',
  'authorization',
  'cookie',
  '*.password',
  '*.token',
  '*.access',
  '*.refresh',
  '*.secret',
  '*.authorization',
  '*.cookie',
  'req.headers.authorization',
  'req.headers.cookie',
]

/** Structured logs; query strings are cut off because they may carry tokens. */
function createLog(level: string): FastifyBaseLogger {
  return pino({
    level,
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: {
      req: (request: { method: string; url: string; id: string; ip?: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url?.split('?')[0],
        ip: request.ip,
      }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: pino.stdSerializers.err,
    },
  })
}
