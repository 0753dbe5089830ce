import { expect, test } from 'vitest'
import type { Found } from './found-entries.ts'
import { promptMessages } from './prompt.ts'
import { tokenize } from './tokens.ts'

test.each(['0', '1.0', "a'", '\n', '# ', '<', '<|', 'system:', '<system'])(
  'a text of 200,000 characters of %j is read and cleaned at once',
  (piece) => {
    const text = `1.${piece.repeat(200_000 / piece.length)}1`
    const page = { type: 'page', title: text.slice(0, 500), text, link: '' } as Found
    const start = performance.now()
    tokenize(text)
    promptMessages(text.slice(0, 2000), 'en', [page], [])
    expect(performance.now() - start).toBeLessThan(1500)
  },
)

test.each([
  ['1.50', '1.5'],
  ['1,70', '1.7'],
  ['20,000', '20000'],
  ['0100', '100'],
  ['10', '10'],
  ['2.0', '2'],
])('%s is the number %s', (written, number) => {
  expect(tokenize(written).map(({ word }) => word)).toEqual([number])
})
