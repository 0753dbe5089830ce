import { expect, test } from 'vitest'
import { dayIn, daysOf, periodsOf, type RangeName, usualGrouping } from './ranges.ts'

const today = '2026-11-21'

test.each<[RangeName, string, string, string]>([
  ['today', 'en', '2026-11-21', '2026-11-21'],
  ['yesterday', 'en', '2026-11-20', '2026-11-20'],
  ['7d', 'en', '2026-11-15', '2026-11-21'],
  ['30d', 'en', '2026-10-23', '2026-11-21'],
  ['90d', 'en', '2026-08-24', '2026-11-21'],
  ['this-month', 'en', '2026-11-01', '2026-11-21'],
  ['last-month', 'en', '2026-10-01', '2026-10-31'],
  // 21 November 2026 is 30 Aban 1405.
  ['this-month', 'fa-IR', '2026-10-23', '2026-11-21'],
  ['last-month', 'fa-IR', '2026-09-23', '2026-10-22'],
])('%s in %s is %s to %s', (range, locale, start, end) => {
  expect(daysOf(range, {}, today, locale)).toEqual({ start, end })
})

test('a custom range orders its ends and stands in for a missing one', () => {
  const custom = (from?: string, to?: string) => daysOf('custom', { from, to }, today, 'en')
  expect(custom('2026-03-05', '2026-02-01')).toEqual({ start: '2026-02-01', end: '2026-03-05' })
  expect(custom('2026-03-05')).toEqual({ start: '2026-03-05', end: '2026-03-05' })
  expect(custom(undefined, '2026-03-05')).toEqual({ start: '2026-03-05', end: '2026-03-05' })
  expect(custom()).toEqual({ start: today, end: today })
})

test('the day is that of the shop, not of the browser', () => {
  const instant = new Date('2026-11-20T18:30:00Z')
  expect(dayIn('Asia/Ho_Chi_Minh', instant)).toBe('2026-11-21')
  expect(dayIn('America/Lima', instant)).toBe('2026-11-20')
  expect(() => dayIn('Mars/Olympus', instant)).not.toThrow()
})

test('every day, week and month of a range is named as the server names it', () => {
  const days = { start: '2026-10-30', end: '2026-11-10' }
  expect(periodsOf({ start: '2026-02-27', end: '2026-03-01' }, 'day')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ])
  expect(periodsOf(days, 'week')).toEqual(['2026-10-26', '2026-11-02', '2026-11-09'])
  expect(periodsOf(days, 'month')).toEqual(['2026-10', '2026-11'])
})

test('long ranges are grouped more coarsely', () => {
  expect(usualGrouping({ start: '2026-11-01', end: '2026-11-30' })).toBe('day')
  expect(usualGrouping({ start: '2026-08-24', end: '2026-11-21' })).toBe('week')
  expect(usualGrouping({ start: '2024-01-01', end: '2026-11-21' })).toBe('month')
})
