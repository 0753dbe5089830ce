import type { RedisPair } from '../redis/redis.ts'
import type { Lock, Locks } from './locks.ts'

/** The clock of Redis makes fences that rise even when it has lost its data; the last one, even when that clock goes back. */
const acquireScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return '0' end
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local fence = string.format('%.0f', math.max(time[1] * 1000000 + time[2], last + 1))
redis.call('SET', KEYS[2], fence, 'EX', 86400)
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence`

const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/** Locks among the processes of an installation; while Redis is away, those of `local` among the callers in this process. */
export function createRedisLocks(redis: RedisPair, local: Locks): Locks {
  // Outside of the names of locks, so that none can meet it.
  const fenceKey = redis.key('lock', '')
  const run = (script: string, keys: string[], ...values: (string | number)[]) =>
    redis.commands.eval(script, keys.length, ...keys, ...values)

  function lockOf(key: string, fence: number): Lock {
    return {
      fence,
      renew: (ttlMs) =>
        redis.attempt('lock', async () => (await run(renewScript, [key], fence, ttlMs)) === 1, false),
      release: () =>
        redis.attempt('lock', async () => void (await run(releaseScript, [key], fence)), undefined),
    }
  }

  return {
    async acquire(name, ttlMs) {
      const key = redis.key('lock', `of:${name}`)
      const fence = await redis.attempt(
        'lock',
        async () => Number(await run(acquireScript, [key, fenceKey], ttlMs)),
        null,
      )
      if (fence === null) return local.acquire(name, ttlMs)
      return fence === 0 ? null : lockOf(key, fence)
    },
  }
}
