import { expect, test } from 'vitest'
import { instantOf, wallTimeOf } from './zoned-time.ts'

test.each([
  ['2026-03-01T09:30', 'Asia/Ho_Chi_Minh', '2026-03-01T02:30:00.000Z'],
  ['2026-01-01T00:00', 'Asia/Tehran', '2025-12-31T20:30:00.000Z'],
  ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
  ['2026-01-01T12:00', 'Europe/Berlin', '2026-01-01T11:00:00.000Z'],
  ['2026-12-31T23:59', 'UTC', '2026-12-31T23:59:00.000Z'],
])('%s in %s is %s, and back', (wall, zone, utc) => {
  expect(instantOf(wall, zone)).toBe(utc)
  expect(wallTimeOf(utc, zone)).toBe(wall)
})

test('of an hour that comes twice the first one counts', () => {
  expect(instantOf('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
})

test('an hour that the clock skips is near the gap', () => {
  const found = Date.parse(instantOf('2026-03-29T02:30', 'Europe/Berlin') ?? '')
  expect(Math.abs(found - Date.parse('2026-03-29T01:00:00.000Z'))).toBeLessThanOrEqual(1_800_000)
})

test('what is no time is none', () => {
  for (const text of ['', 'tomorrow', '2026-13-01T00:00', '2026-03-01'])
    expect(instantOf(text, 'UTC')).toBeNull()
})
