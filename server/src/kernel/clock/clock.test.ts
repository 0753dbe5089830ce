import { expect, test } from 'vitest'
import { fixedClock } from './clock.ts'
import { seededRandom, systemRandom } from './random.ts'

test('a fixed clock stands still until it is advanced', () => {
  const clock = fixedClock('2026-02-23T10:00:00.000Z')
  expect(clock.now()).toEqual(clock.now())
  clock.advance(1500)
  expect(clock.now().toISOString()).toBe('2026-02-23T10:00:01.500Z')
})

test('a caller cannot move a fixed clock by changing the date it was given', () => {
  const clock = fixedClock('2026-02-23T10:00:00.000Z')
  clock.now().setFullYear(1999)
  expect(clock.now().getUTCFullYear()).toBe(2026)
})

test('a text that is no instant is refused', () => {
  expect(() => fixedClock('yesterday')).toThrow(RangeError)
})

test('the same seed gives the same sequence, another seed another one', () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed)
    return [random.uuid(), random.integer(1000), random.bytes(40).toString('hex')]
  }
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
})

test('both sources draw version 4 UUIDs and integers within the range', () => {
  for (const random of [seededRandom('x'), systemRandom]) {
    for (let i = 0; i < 200; i += 1) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(random.integer(7)).toBeGreaterThanOrEqual(0)
      expect(random.integer(7)).toBeLessThan(7)
    }
  }
})
