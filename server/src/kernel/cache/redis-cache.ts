import type { RedisPair } from '../redis/redis.ts'
import type { Cache } from './cache.ts'

/** Counts and gives a counter its time to live with the first count, in one step: none may be left without. */
const countScript = `
local sum = redis.call('INCR', KEYS[1])
if sum == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return sum`

/** Changes that did not reach Redis are remembered up to this number, about 2 MB. */
const maxUnsure = 10_000

/**
 * A cache that the processes of an installation share. Every key expires. While Redis is away nothing is found and nothing is
 * counted; what this process meant to change meanwhile is removed when Redis is back, before it is read again here.
 */
export function createRedisCache(redis: RedisPair): Cache {
  const unsure = new Set<string>()

  async function change(key: string, call: () => Promise<unknown>): Promise<void> {
    const done = await redis.attempt('cache', () => call().then(() => true), false)
    if (done) return void unsure.delete(key)
    unsure.add(key)
    if (unsure.size > maxUnsure) unsure.delete(unsure.values().next().value as string)
  }

  async function removeUnsure(): Promise<void> {
    const keys = [...unsure]
    if (keys.length === 0) return
    const done = await redis.attempt('cache', () => redis.commands.del(keys).then(() => true), false)
    if (done) for (const key of keys) unsure.delete(key)
  }
  redis.commands.on('ready', () => void removeUnsure())

  const milliseconds = (seconds: number) => Math.max(1, Math.round(seconds * 1000))
  return {
    async get<Value>(name: string) {
      const key = redis.key('cache', name)
      if (unsure.has(key)) return null
      const read = async () => JSON.parse((await redis.commands.get(key)) ?? 'null') as Value | null
      return redis.attempt('cache', read, null)
    },
    set(name, value, ttlSeconds) {
      const key = redis.key('cache', name)
      const json = JSON.stringify(value)
      return change(key, () => redis.commands.set(key, json, 'PX', milliseconds(ttlSeconds)))
    },
    delete(name) {
      const key = redis.key('cache', name)
      return change(key, () => redis.commands.del(key))
    },
    increment(name, ttlSeconds) {
      const key = redis.key('cache', name)
      return redis.attempt(
        'counter',
        async () => Number(await redis.commands.eval(countScript, 1, key, milliseconds(ttlSeconds))),
        0,
      )
    },
    ping: redis.ping,
  }
}
