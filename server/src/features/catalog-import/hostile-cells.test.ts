import { expect, test } from 'vitest'
import { readDecimalCell } from './cell-values.ts'
import { recognizeHeader } from './vocabulary.ts'

test.each([
  ['Weight (kg)', 'weight', 'kg'],
  [' Weight [ g ] ', 'weight', 'g'],
  ['وزن (کیلوگرم)', 'weight', 'kg'],
  ['Attribute 2 name', 'attribute_name', null],
])('the header %j names a column and its unit', (header, name, unit) => {
  expect(recognizeHeader(header)).toMatchObject({ name, unit })
})

test.each(['Weight (kg', 'Weight kg)', '(kg)', 'Weight (kg) x'])('%j is no column', (header) => {
  expect(recognizeHeader(header)).toBeNull()
})

test.each(['(', '( ', ' ', '[a ', '()', ' (x)'])(
  'a header of a million characters of %j is no work',
  (piece) => {
    const start = performance.now()
    recognizeHeader(`${piece.repeat(1_000_000 / piece.length)}x`)
    expect(performance.now() - start).toBeLessThan(1000)
  },
)

test.each([' ', '$', '1 ', '1.', '0'])('a number of a million characters of %j is no work', (piece) => {
  const start = performance.now()
  expect(readDecimalCell(`${piece.repeat(1_000_000 / piece.length)}x`, 'auto').ok).toBe(false)
  expect(performance.now() - start).toBeLessThan(1000)
})
