import { expect, test } from 'vitest'
import { readPhone } from './phone.ts'

test.each([
  ['+964 770 111-2233', '9647701112233'],
  ['00964 (770) 111.2233', '9647701112233'],
  ['۹۸۹۱۲۱۲۳۴۵۶۷', '989121234567'],
  ['٩٦٤٧٧٠١١١٢٢٣٣', '9647701112233'],
  ['\u202a+964 770 111 2233\u202c', '9647701112233'],
  ['1234567', '1234567'],
  ['123456789012345', '123456789012345'],
])('%s is a number', (text, digits) => {
  expect(readPhone(text)).toEqual({ digits })
})

test.each([
  ['', 'missing'],
  [' + ', 'missing'],
  ['0770 111 2233', 'noCountryCode'],
  ['123456', 'malformed'],
  ['1234567890123456', 'malformed'],
  ['96477ab112233', 'malformed'],
])('“%s” is none, for a reason', (text, problem) => {
  expect(readPhone(text)).toEqual({ problem })
})
