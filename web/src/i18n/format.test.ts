import { describe, expect, test } from 'vitest'
import { createFormatter, parseMoneyInput } from './format.ts'

const format = (language: string, currency = 'VND', timeZone = 'Asia/Ho_Chi_Minh') =>
  createFormatter({ language, timeZone, currency })

/** Intl puts no-break spaces and direction marks where a reader sees nothing special. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/[\u200e\u200f\u061c]/g, '')

describe('parseMoneyInput', () => {
  test.each([
    ['150000', 150000],
    ['150.000', 150000],
    ['150,000', 150000],
    ['150 000', 150000],
    ['150\u00a0000', 150000],
    ['1.234.567', 1234567],
    ['1,234,567.89', 1234567.89],
    ['1.234.567,89', 1234567.89],
    ['19.99', 19.99],
    ['19,9', 19.9],
    ['0.5', 0.5],
    ['0.500', 0.5],
    ['0', 0],
    ['۱۵۰٬۰۰۰', 150000],
    ['١٥٠٠٠٠', 150000],
    ['۱۹٫۹۹', 19.99],
    ['9999999999999.99', 9999999999999.99],
  ])('reads %s as %d', (text, amount) => {
    expect(parseMoneyInput(text)).toBe(amount)
  })

  test.each([
    '',
    ' ',
    'abc',
    '-5',
    '1e5',
    '0x10',
    '12.',
    '.5',
    '1.2345',
    '1.23.456',
    '12,34,567',
    '99999999999999',
  ])('refuses "%s"', (text) => {
    expect(parseMoneyInput(text)).toBeNull()
  })
})

describe('createFormatter', () => {
  test('shows money in the reader’s digits and the currency given', () => {
    expect(plain(format('en').money(150000))).toBe('₫150,000')
    expect(plain(format('vi').money(150000))).toBe('150.000 ₫')
    expect(plain(format('fa', 'IRR').money('150000'))).toContain('۱۵۰٬۰۰۰')
    expect(plain(format('ar', 'EGP').money(19.5))).toBe('١٩٫٥٠ ج.م.')
    expect(plain(format('uz', 'UZS').money(1234567))).toBe('1 234 567 so‘m')
  })

  test('shows a dash for a missing amount and the bare code for an unknown currency', () => {
    expect(format('en').money(null)).toBe('–')
    expect(format('en').money(5, 'nonsense')).toBe('5 nonsense')
  })

  test('shows a moment in the workspace’s time zone and the reader’s calendar', () => {
    const moment = '2026-03-20T20:00:00Z'
    expect(plain(format('en').dateTime(moment))).toBe('Mar 21, 2026, 03:00 AM')
    expect(plain(format('fa', 'IRR', 'Asia/Tehran').date('2026-03-21T00:00:00Z'))).toContain('۱۴۰۵')
    expect(plain(format('uz', 'UZS', 'Asia/Tashkent').dateTime(moment))).toBe('21-mar, 2026, 01:00')
  })

  test('writes Vietnamese days in figures and the time behind them', () => {
    expect(plain(format('vi').date('2026-03-01'))).toBe('01/03/2026')
    expect(plain(format('vi').dateTime('2026-03-20T20:05:00Z'))).toBe('21/03/2026 03:05')
    expect(format('vi').dateTime('soon')).toBe('–')
    expect(format('vi').longDateTime('2026-03-20T20:05:00Z')).toBe('21/03/2026 03:05')
    expect(format('en').longDateTime('soon')).toBe('–')
  })

  test('rounds averages to what the currency can pay', () => {
    expect(plain(format('en', 'VND').roundedMoney(8711851.85))).toBe('₫8,711,852')
    expect(plain(format('en', 'USD').roundedMoney(51.1333))).toBe('$51.13')
    expect(plain(format('en', 'nonsense').roundedMoney(5.128))).toBe('5.13 nonsense')
  })

  test('never moves a bare day', () => {
    expect(format('en', 'USD', 'America/Los_Angeles').date('2026-03-21')).toBe('Mar 21, 2026')
  })

  test('names months of the Gregorian calendar in every language, and days in the reader’s own', () => {
    expect(plain(format('en').month('2026-11'))).toBe('Nov 2026')
    expect(plain(format('fa').month('2026-11'))).toBe('نوامبر ۲۰۲۶')
    expect(plain(format('uz').month('2026-11'))).toBe('noy 2026')
    expect(plain(format('vi').shortDay('2026-11-21'))).toBe('21/11')
    expect(plain(format('fa').shortDay('2026-03-21'))).toBe('۱/۱')
    expect(plain(format('uz').shortDay('2026-11-21'))).toBe('21.11')
    expect(format('en').month('soon')).toBe('–')
  })

  test('survives an unknown time zone and an unreadable date', () => {
    expect(() => format('en', 'USD', 'Mars/Olympus').date('2026-03-21T00:00:00Z')).not.toThrow()
    expect(format('en').date('soon')).toBe('–')
  })

  test('tells distances in time', () => {
    const now = new Date('2026-03-21T12:00:00Z')
    expect(format('en').relative('2026-03-21T09:00:00Z', now)).toBe('3 hours ago')
    expect(format('en').relative('2026-03-20T12:00:00Z', now)).toBe('yesterday')
    expect(format('uz').relative('2026-03-21T09:00:00Z', now)).toBe('3 soat oldin')
    expect(format('uz').relative('2026-03-25T12:00:00Z', now)).toBe('4 kundan keyin')
    expect(format('en').relative('2024-03-21T12:00:00Z', now)).toBe('2 years ago')
  })

  test('shows percent of a ratio', () => {
    expect(plain(format('en').percent(0.256, 1))).toBe('25.6%')
    expect(plain(format('uz').percent(0.25))).toBe('25%')
  })
})
