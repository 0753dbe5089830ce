import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { isStorableJson, parseJson } from './body.ts'
import { restFrameworkDialect } from './dialects.ts'
import { parseFields, withDefault } from './fields.ts'
import { numberedPage } from './page-numbers.ts'
import {
  amountField,
  booleanField,
  charField,
  choiceField,
  dateTimeField,
  listField,
  needed,
  parseDatetime,
} from './rest-fields.ts'

const refusalOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: restFrameworkDialect.render(error) }
    throw error
  }
  return 'no refusal'
}

describe('fields in the words of the REST framework', () => {
  const fields = {
    name: needed(charField({ max: 5 })),
    kind: withDefault(choiceField(['a', 'b']), 'a'),
    on: booleanField(),
    at: dateTimeField(),
    list: listField(charField({ max: 3 }), { max: 2 }),
    price: amountField(),
  }
  const refused = (body: Record<string, unknown>) => refusalOf(() => parseFields(fields, body))

  test('all failing fields are told at once, list items under their index', () => {
    expect(refused({ kind: 'etsy', on: 'perhaps', at: 'soon', list: ['abc', true], price: 'NaN' })).toEqual({
      status: 400,
      body: {
        name: ['This field is required.'],
        kind: ['"etsy" is not a valid choice.'],
        on: ['Must be a valid boolean.'],
        at: [
          'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
        ],
        list: { 1: ['Not a valid string.'] },
        price: ['A valid number is required.'],
      },
    })
  })

  test.each([
    [null, 'This field may not be null.'],
    ['   ', 'This field may not be blank.'],
    ['abcdef', 'Ensure this field has no more than 5 characters.'],
    ['a\u0000', 'Null characters are not allowed.'],
    [true, 'Not a valid string.'],
    [['a'], 'Not a valid string.'],
  ])('name %j', (name, message) => {
    expect(refused({ name })).toEqual({ status: 400, body: { name: [message] } })
  })

  test('numbers become text, text is trimmed and counted in code points', () => {
    expect(parseFields(fields, { name: 12 }).name).toBe('12')
    expect(parseFields(fields, { name: ' 😀😀😀😀😀 ' }).name).toBe('😀😀😀😀😀')
  })

  test.each([
    ['0.005', '0.01'],
    [' 5 ', '5.00'],
    ['+5', '5.00'],
    ['-0.00', '0.00'],
    [-0, '0.00'],
    ['999999999999.994', '999999999999.99'],
  ])('amount %j', (price, read) => {
    expect(parseFields(fields, { name: 'a', price }).price).toBe(read)
  })

  test.each([
    ['1e2', 'A valid number is required.'],
    ['+', 'A valid number is required.'],
    ['٥', 'A valid number is required.'],
    ['-0.01', 'Ensure this value is greater than or equal to 0.'],
    ['999999999999.995', 'Ensure this value is less than or equal to 999999999999.99.'],
  ])('no amount %j', (price, message) => {
    expect(refused({ name: 'a', price })).toEqual({ status: 400, body: { price: [message] } })
  })

  test('a list must be one', () => {
    expect(refused({ name: 'a', list: 'x' })).toEqual({
      status: 400,
      body: { list: ['Expected a list of items but got type "str".'] },
    })
  })

  test.each([
    ['2025-11-11T21:30:00Z', '2025-11-11T21:30:00.000Z'],
    ['2025-11-11T21:30:00+03:30', '2025-11-11T18:00:00.000Z'],
    ['2025-11-11 21:30', '2025-11-11T21:30:00.000Z'],
    ['2025-11-11T21:30:00.123456', '2025-11-11T21:30:00.123Z'],
    ['2025-02-30T00:00:00Z', null],
    ['2025-13-01T00:00:00Z', null],
  ])('the time %s is %s', (sent, read) => {
    expect(parseDatetime(sent)).toBe(read)
  })

  test('no text makes the reader of times fail in another way', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseDatetime(text)
        return read === null || !Number.isNaN(Date.parse(read))
      }),
    )
  })
})

describe('numbered pages', () => {
  const items = Array.from({ length: 45 }, (_, index) => index)
  const page = (search: string, all = items) =>
    numberedPage(
      { url: `/api/v1/integrations/tokens/?${search}`, protocol: 'https', host: 'shop.example.com' },
      Object.fromEntries(new URLSearchParams(search)),
      {
        count: async () => all.length,
        rows: async (limit, offset) => all.slice(offset, offset + limit),
      },
    )
  const base = 'https://shop.example.com/api/v1/integrations/tokens/'

  test('twenty rows unless told; links keep the other parameters, sorted, and page 1 is not written', async () => {
    expect(await page('zone=1&page=2&alpha=x%20y')).toMatchObject({
      count: 45,
      next: `${base}?alpha=x+y&page=3&zone=1`,
      previous: `${base}?alpha=x+y&zone=1`,
      results: items.slice(20, 40),
    })
  })

  test.each([
    ['page_size=1000', 45],
    ['page_size=99999999999999999999999', 45],
    ['page_size=0', 20],
    ['page_size=-3', 20],
    ['page_size=ten', 20],
    ['page_size=7', 7],
  ])('%s gives %i rows', async (search, length) => {
    expect((await page(search)).results).toHaveLength(length)
  })

  test('the last page by name; pages that do not exist are 404', async () => {
    expect((await page('page=last')).results).toEqual(items.slice(40))
    expect((await page('', [])).results).toEqual([])
    for (const wrong of ['0', 'abc', '-1', '4', '', '99999999999999999999'])
      await expect(page(`page=${wrong}`)).rejects.toMatchObject({ status: 404, message: 'Invalid page.' })
  })
})

describe('bytes of a body', () => {
  const json = (text: string | Buffer) => parseJson(Buffer.from(text), restFrameworkDialect)

  test('broken JSON, invalid UTF-8 and endless nesting are parse errors', () => {
    for (const bytes of ['{"a":', Buffer.from([0x7b, 0xff, 0x7d]), '['.repeat(100_000) + ']'.repeat(100_000)])
      expect(refusalOf(() => json(bytes))).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/^JSON parse error - /) },
      })
  })

  test('what PostgreSQL cannot keep is found at any depth, in keys as well', () => {
    expect(isStorableJson(json('{"a":[{"b":"\\u0645"}]}'))).toBe(true)
    expect(isStorableJson(json('{"a":[{"b":"\\u0000"}]}'))).toBe(false)
    expect(isStorableJson(json('{"a":{"\\ud800":1}}'))).toBe(false)
  })
})
