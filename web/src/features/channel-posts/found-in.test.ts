import { expect, test } from 'vitest'
import { foundIn } from './found-in.ts'

test('finds words in any order, whatever their case, marks and way of writing', () => {
  expect(foundIn('Fresh Pomegranates are in', 'are fresh')).toBe(true)
  expect(foundIn('چای ایرانی ۱۲', 'ايراني 12')).toBe(true)
  expect(foundIn('قهوة', 'قَهوة')).toBe(true)
  expect(foundIn('Trà đá', 'tra da')).toBe(true)
  expect(foundIn('Fresh', '')).toBe(true)
  expect(foundIn('Fresh', 'fresh tea')).toBe(false)
})
