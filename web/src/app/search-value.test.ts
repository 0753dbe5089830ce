import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import { parseSearchValue } from './search-value.ts'

const parse = parseSearchWith(parseSearchValue)
const stringify = stringifySearchWith(JSON.stringify, parseSearchValue)

test.each(['12e34', '1234567890123456789012', '0x10', '1.50', '007', 'abc', '-', '[open', 'a=b'])(
  'the text %s stays the text that it is',
  (text) => {
    expect(parse(`?token=${encodeURIComponent(text)}`)).toEqual({ token: text })
  },
)

test('what is written reads back the same', () => {
  const search = { page: 3, low: true, q: '12', code: '12e34', tags: ['a', '1'], from: '2026-03-21' }
  expect(parse(stringify(search))).toEqual(search)
})
