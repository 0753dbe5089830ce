import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { testRedisUrl } from '../../../test/support/redis.ts'
import { openTestPair, type TestPair } from '../../../test/support/redis-pair.ts'
import { fixedClock } from '../clock/clock.ts'
import { createMemoryLocks, type Locks } from './locks.ts'
import { createRedisLocks } from './redis-locks.ts'

interface Subject {
  /** Two callers: of one process, or of two where there is Redis. */
  one: Locks
  other: Locks
  elapse(milliseconds: number): Promise<void> | void
}

const opened: TestPair[] = []
afterEach(() => Promise.all(opened.splice(0).map((pair) => pair.close())))

const adapters: [string, () => Promise<Subject>][] = [
  [
    'in memory',
    async () => {
      const clock = fixedClock('2026-02-23T10:00:00Z')
      const locks = createMemoryLocks({ clock })
      return { one: locks, other: locks, elapse: clock.advance }
    },
  ],
]
if (testRedisUrl) {
  adapters.push([
    'in Redis',
    async () => {
      const installation = randomUUID()
      const first = await openTestPair(testRedisUrl as string, installation)
      const second = await openTestPair(testRedisUrl as string, installation)
      opened.push(first, second)
      const local = () => createMemoryLocks({ clock: fixedClock('2026-02-23T10:00:00Z') })
      return {
        one: createRedisLocks(first, local()),
        other: createRedisLocks(second, local()),
        elapse: first.elapse,
      }
    },
  ])
}

describe.each(adapters)('%s', (_name, setUp) => {
  test('of many who ask at once one holds the lock', async () => {
    const { one, other } = await setUp()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : other).acquire('refresh 1', 10_000)),
    )
    expect(answers.filter((lock) => lock !== null)).toHaveLength(1)
  })

  test('locks of different names do not meet', async () => {
    const { one, other } = await setUp()
    expect(await one.acquire('a', 10_000)).not.toBeNull()
    expect(await other.acquire('b', 10_000)).not.toBeNull()
    expect(await other.acquire('', 10_000)).not.toBeNull()
  })

  test('a released lock can be taken at once', async () => {
    const { one, other } = await setUp()
    await (await one.acquire('a', 10_000))?.release()
    expect(await other.acquire('a', 10_000)).not.toBeNull()
  })

  test('a lock that is not released ends with its time, and its holder learns it', async () => {
    const { one, other, elapse } = await setUp()
    const lost = await one.acquire('a', 10_000)
    await elapse(8000)
    expect(await other.acquire('a', 10_000)).toBeNull()
    await elapse(2000)
    const taken = await other.acquire('a', 10_000)
    expect(taken).not.toBeNull()
    expect(await lost?.renew(10_000)).toBe(false)
    await lost?.release()
    expect(await one.acquire('a', 10_000), 'the late release must not free it').toBeNull()
    expect(await taken?.renew(10_000)).toBe(true)
  })

  test('a renewed lock lives on', async () => {
    const { one, other, elapse } = await setUp()
    const lock = await one.acquire('a', 10_000)
    await elapse(8000)
    expect(await lock?.renew(10_000)).toBe(true)
    await elapse(8000)
    expect(await other.acquire('a', 10_000)).toBeNull()
  })

  test('every lock has a greater fence than those before', async () => {
    const { one, other } = await setUp()
    const fences: number[] = []
    for (let round = 0; round < 20; round++) {
      const lock = await (round % 2 ? one : other).acquire(`name ${round % 3}`, 10_000)
      fences.push(lock?.fence ?? 0)
      await lock?.release()
    }
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b))
    expect(fences.every(Number.isSafeInteger)).toBe(true)
  })
})

describe.skipIf(!testRedisUrl)('in Redis', () => {
  test('fences rise though it has lost all data, and above those of a process that went on alone', async () => {
    const pair = await openTestPair(testRedisUrl as string)
    opened.push(pair)
    const alone = createMemoryLocks({ clock: fixedClock(new Date(Date.now() - 1000)) })
    const locks = createRedisLocks(pair, alone)
    const before = await alone.acquire('a', 10_000)
    const first = await locks.acquire('a', 10_000)
    await pair.elapse(24 * 3_600_000)
    const second = await locks.acquire('a', 10_000)
    expect(first!.fence).toBeGreaterThan(before!.fence)
    expect(second!.fence).toBeGreaterThan(first!.fence)
  })
})
