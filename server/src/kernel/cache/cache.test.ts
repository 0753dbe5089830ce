import { expect, test } from 'vitest'
import { fixedClock } from '../clock/clock.ts'
import { createMemoryCache } from './cache.ts'

function setUp(maxEntries = 100) {
  const clock = fixedClock('2026-02-23T10:00:00Z')
  return { clock, cache: createMemoryCache({ clock, maxEntries }) }
}

test('a value lives exactly as long as its time', async () => {
  const { clock, cache } = setUp()
  await cache.set('a', { n: 1 }, 60)
  clock.advance(59_999)
  expect(await cache.get('a')).toEqual({ n: 1 })
  clock.advance(1)
  expect(await cache.get('a')).toBeNull()
})

test('a deleted value is gone', async () => {
  const { cache } = setUp()
  await cache.set('a', 1, 60)
  await cache.delete('a')
  expect(await cache.get('a')).toBeNull()
})

test('changing what was stored or read does not change the cache', async () => {
  const { cache } = setUp()
  const value = { list: [1] }
  await cache.set('a', value, 60)
  value.list.push(2)
  ;(await cache.get<typeof value>('a'))?.list.push(3)
  expect(await cache.get('a')).toEqual({ list: [1] })
})

test('a counter counts within its window and starts anew after it, however often it is raised', async () => {
  const { clock, cache } = setUp()
  expect(await cache.increment('c', 10)).toBe(1)
  clock.advance(6000)
  expect(await cache.increment('c', 10)).toBe(2)
  clock.advance(4000)
  expect(await cache.increment('c', 10)).toBe(1)
})

test('the least recently used entry makes room', async () => {
  const { cache } = setUp(2)
  await cache.set('a', 1, 60)
  await cache.set('b', 2, 60)
  await cache.get('a')
  await cache.set('c', 3, 60)
  expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([1, null, 3])
})
