import { expect, test } from 'vitest'
import { dayTexts, monthOf, weekOf, weekRules, weeksOf } from './calendar-days.ts'

test('months are those of the reader: Azar for Persian, November for Arabic and English', () => {
  const azar = monthOf('2026-12-01', 'fa-IR')
  expect([azar[0], azar.at(-1), azar.length]).toEqual(['2026-11-22', '2026-12-21', 30])
  const november = monthOf('2026-11-22', 'ar-EG')
  expect([november[0], november.at(-1)]).toEqual(['2026-11-01', '2026-11-30'])
  // A leap year of the Persian calendar: its last month has thirty days.
  expect(monthOf('2025-03-10', 'fa-IR')).toHaveLength(30)
})

test('weeks begin as the language or the region of the browser begins them', () => {
  expect(['fa-IR', 'ar-EG', 'en', 'ru-RU', 'vi-VN', 'uz-UZ'].map((one) => weekRules(one).firstDay)).toEqual([
    6, 6, 7, 1, 1, 1,
  ])
  expect(weekRules('en', ['de-DE', 'en-GB']).firstDay).toBe(1)
  expect(weekRules('fa-IR', ['en-US']).firstDay).toBe(6)
  expect(weekRules('fa-IR').weekend).toContain(5)
  expect(weekOf('2026-11-21', 6)[0]).toBe('2026-11-21')
  expect(weekOf('2026-11-21', 7)[0]).toBe('2026-11-15')
  expect(weekOf('2026-11-21', 1)[0]).toBe('2026-11-16')
})

test('the weeks of a month hold each of its days once, and are full', () => {
  for (const [locale, firstDay] of [
    ['en', 7],
    ['fa-IR', 6],
    ['ru-RU', 1],
  ] as const) {
    for (const day of ['2026-02-14', '2026-11-21', '2027-08-01', '2028-02-29']) {
      const month = monthOf(day, locale)
      const weeks = weeksOf(month, firstDay)
      expect(weeks.every((week) => week.length === 7)).toBe(true)
      const shown = weeks.flat()
      expect(new Set(shown).size).toBe(shown.length)
      expect(month.every((one) => shown.includes(one))).toBe(true)
      expect(shown.length - month.length).toBeLessThan(14)
    }
  }
})

test('days are headed in the language, calendar and digits of the reader', () => {
  expect(dayTexts('fa-IR').number('2026-11-22')).toBe('۱')
  expect(dayTexts('fa-IR').month('2026-11-22')).toBe('آذر ۱۴۰۵')
  expect(dayTexts('fa-IR').full('2026-11-22')).toBe('یکشنبه ۱ آذر ۱۴۰۵')
  expect(dayTexts('ar-EG').number('2026-11-22')).toBe('٢٢')
  expect(dayTexts('uz-UZ').full('2026-11-22')).toBe('22-noyabr, 2026, yakshanba')
  expect(dayTexts('en').full('2026-11-22')).toBe('Sunday, November 22, 2026')
})
