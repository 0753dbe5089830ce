import { expect, test } from 'vitest'
import { addDays, calendarOf, startOfDay } from './calendar.ts'

test.each([
  ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01', 'Asia/Ho_Chi_Minh', '2026-02-28T17:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  // Cairo springs forward at midnight: the day begins at one o'clock.
  ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
  // Havana falls back from one o'clock to midnight: the first of the two midnights counts.
  ['2024-11-03', 'America/Havana', '2024-11-03T04:00:00.000Z'],
  ['2024-01-01', 'Pacific/Kiritimati', '2023-12-31T10:00:00.000Z'],
])('%s begins in %s at %s', (day, zone, instant) => {
  expect(startOfDay(day, zone).toISOString()).toBe(instant)
})

test('an instant is told the day of its zone', () => {
  const dayOf = calendarOf('Asia/Ho_Chi_Minh')
  expect([dayOf(new Date('2026-03-01T16:59:59.999Z')), dayOf(new Date('2026-03-01T17:00:00.000Z'))]).toEqual([
    '2026-03-01',
    '2026-03-02',
  ])
})

test('days are added over months, leap days and years', () => {
  expect([addDays('2024-02-28', 1), addDays('2025-12-31', 1), addDays('2026-03-01', -1)]).toEqual([
    '2024-02-29',
    '2026-01-01',
    '2026-02-28',
  ])
})
