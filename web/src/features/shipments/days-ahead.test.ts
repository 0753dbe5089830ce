import { expect, test } from 'vitest'
import { daysAhead } from './days-ahead.ts'

test('counts days over the end of a month and of a year', () => {
  expect(daysAhead(0, new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
  expect(daysAhead(3, new Date(2024, 1, 27))).toBe('2024-03-01')
  expect(daysAhead(1, new Date(2026, 11, 31, 12))).toBe('2027-01-01')
})
