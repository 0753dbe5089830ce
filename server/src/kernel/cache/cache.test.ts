import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { testRedisUrl } from '../../../test/support/redis.ts'
import { openTestPair, type TestPair } from '../../../test/support/redis-pair.ts'
import { fixedClock } from '../clock/clock.ts'
import { type Cache, createMemoryCache } from './cache.ts'
import { createRedisCache } from './redis-cache.ts'

interface Subject {
  cache: Cache
  elapse(milliseconds: number): Promise<void> | void
}

const opened: TestPair[] = []
afterEach(() => Promise.all(opened.splice(0).map((pair) => pair.close())))

async function openPair(secretKey?: string): Promise<TestPair> {
  const pair = await openTestPair(testRedisUrl as string, secretKey)
  opened.push(pair)
  return pair
}

const adapters: [string, () => Promise<Subject>][] = [
  [
    'in memory',
    async () => {
      const clock = fixedClock('2026-02-23T10:00:00Z')
      return { cache: createMemoryCache({ clock }), elapse: clock.advance }
    },
  ],
]
if (testRedisUrl) {
  adapters.push([
    'in Redis',
    async () => {
      const pair = await openPair()
      return { cache: createRedisCache(pair), elapse: pair.elapse }
    },
  ])
}

describe.each(adapters)('%s', (_name, setUp) => {
  test('a value lives as long as its time', async () => {
    const { elapse, cache } = await setUp()
    await cache.set('a', { n: 1 }, 60)
    await elapse(58_000)
    expect(await cache.get('a')).toEqual({ n: 1 })
    await elapse(2000)
    expect(await cache.get('a')).toBeNull()
  })

  test('a deleted value is gone', async () => {
    const { cache } = await setUp()
    await cache.set('a', 1, 60)
    await cache.delete('a')
    expect(await cache.get('a')).toBeNull()
  })

  test('changing what was stored or read does not change the cache', async () => {
    const { cache } = await setUp()
    const value = { list: [1] }
    await cache.set('a', value, 60)
    value.list.push(2)
    ;(await cache.get<typeof value>('a'))?.list.push(3)
    expect(await cache.get('a')).toEqual({ list: [1] })
  })

  test('a later value replaces an earlier one and its time', async () => {
    const { elapse, cache } = await setUp()
    await cache.set('a', 'short', 10)
    await cache.set('a', 'سلام', 60)
    await elapse(20_000)
    expect(await cache.get('a')).toBe('سلام')
  })

  test('keys are told apart however long and strange they are', async () => {
    const { cache } = await setUp()
    const keys = ['', ' ', '*', 'خیار', 'x'.repeat(5000), `${'x'.repeat(4999)}y`]
    for (const [index, key] of keys.entries()) await cache.set(key, index, 60)
    expect(await Promise.all(keys.map((key) => cache.get(key)))).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('a counter counts within its window and starts anew after it, however often it is raised', async () => {
    const { elapse, cache } = await setUp()
    expect(await cache.increment('c', 10)).toBe(1)
    await elapse(6000)
    expect(await cache.increment('c', 10)).toBe(2)
    await elapse(4000)
    expect(await cache.increment('c', 10)).toBe(1)
  })

  test('no count is lost or told twice among parallel ones', async () => {
    const { cache } = await setUp()
    const sums = await Promise.all(Array.from({ length: 100 }, () => cache.increment('c', 10)))
    expect(new Set(sums)).toEqual(new Set(Array.from({ length: 100 }, (_, index) => index + 1)))
  })
})

test('in memory, the least recently used entry makes room', async () => {
  const cache = createMemoryCache({ clock: fixedClock('2026-02-23T10:00:00Z'), maxEntries: 2 })
  await cache.set('a', 1, 60)
  await cache.set('b', 2, 60)
  await cache.get('a')
  await cache.set('c', 3, 60)
  expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([1, null, 3])
})

describe.skipIf(!testRedisUrl)('among processes', () => {
  async function twoCaches(firstKey: string, secondKey = firstKey) {
    const [first, second] = await Promise.all([openPair(firstKey), openPair(secondKey)])
    return { first, caches: [createRedisCache(first), createRedisCache(second)] as const }
  }

  test('those of one installation share values, deletions and counts', async () => {
    const {
      caches: [one, other],
    } = await twoCaches(randomUUID())
    await one.set('a', 1, 60)
    expect(await other.get('a')).toBe(1)
    await other.delete('a')
    expect(await one.get('a')).toBeNull()
    const sums = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 ? one : other).increment('c', 60)),
    )
    expect(Math.max(...sums)).toBe(100)
    expect(new Set(sums).size).toBe(100)
  })

  test('those of different installations share nothing', async () => {
    const {
      caches: [one, other],
    } = await twoCaches(randomUUID(), randomUUID())
    await one.set('a', 1, 60)
    await one.increment('c', 60)
    expect(await other.get('a')).toBeNull()
    expect(await other.increment('c', 60)).toBe(1)
  })

  test('every key expires', async () => {
    const { first, caches } = await twoCaches(randomUUID())
    await caches[0].set('a', 1, 60)
    await caches[0].increment('c', 60)
    await caches[1].increment('c', 600)
    const keys = await first.commands.keys(first.key('cache', '*'))
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      const left = await first.commands.pttl(key)
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(60_000)
    }
  })

  test('a value that nobody can read counts as missing', async () => {
    const { first, caches } = await twoCaches(randomUUID())
    await first.commands.set(first.key('cache', 'a'), '{half', 'PX', 60_000)
    expect(await caches[0].get('a')).toBeNull()
  })
})
