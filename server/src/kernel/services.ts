import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import type { Authenticator } from './auth/caller.ts'
import type { Cache } from './cache/cache.ts'
import type { Clock } from './clock/clock.ts'
import type { Random } from './clock/random.ts'
import type { Keyring } from './crypto/keyring.ts'
import type { Database } from './database/database.ts'
import type { EventCatalogue, Events } from './events/events.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Locks } from './locks/locks.ts'
import type { Mailer } from './mail/mail.ts'
import type { RealtimeHub } from './realtime/hub.ts'
import type { RedisPair } from './redis/redis.ts'
import type { Storage } from './storage/storage.ts'

/** What every feature stands on; made once by `app.ts` and passed as an argument. */
export interface Services {
  config: Config
  log: FastifyBaseLogger
  db: Database
  clock: Clock
  random: Random
  jobs: Jobs
  events: Events<EventCatalogue>
  mailer: Mailer
  storage: Storage
  /** Null without `REDIS_URL`: cache, locks and sockets are then those of this process. */
  redis: RedisPair | null
  cache: Cache
  locks: Locks
  realtime: RealtimeHub
  keyring: Keyring
  /** Signs access and refresh tokens. */
  secretKey: Uint8Array
  /** Filled by the features that issue credentials. */
  authenticators: Authenticator[]
  /** The folder for files the server keeps beside the database: keys, media, uploads. */
  dataDir: string
}
