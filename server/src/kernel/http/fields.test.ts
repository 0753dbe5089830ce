import { expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import {
  aliased,
  boolean,
  calendarDay,
  type Field,
  type Fields,
  fieldsSchema,
  integer,
  list,
  money,
  nullable,
  object,
  oneOf,
  parseFields,
  parsePartial,
  required,
  text,
  withDefault,
} from './fields.ts'
import { pathId } from './route.ts'

const refused = Symbol('refused')

function read(field: Field<unknown>, raw: unknown): unknown {
  const parsed = field.parse(raw)
  return parsed.ok ? parsed.value : refused
}

/** The refusal's fields as `path: message`. */
function problems(fields: Fields, raw: Record<string, unknown>): string[] {
  try {
    parseFields(fields, raw)
  } catch (error) {
    if (error instanceof Refusal) return error.fields.map((f) => `${f.path}: ${f.message}`)
    throw error
  }
  return []
}

const wrongTypes: unknown[] = [null, [], {}, [1], ['a'], { toString: 'x' }]
const huge = '9'.repeat(100_000)

test.each([
  [0, 0],
  [-0, 0],
  ['-0', 0],
  [12, 12],
  ['12', 12],
  [1e2, 100],
  ['007', 7],
  [2147483647, 2147483647],
  [-2147483648, -2147483648],
  ['-2147483648', -2147483648],
])('integer reads %j as %j', (raw, value) => {
  expect(Object.is(read(integer(), raw), value)).toBe(true)
})

test.each([
  1.5,
  '1.5',
  2147483648,
  -2147483649,
  '2147483648',
  Number.POSITIVE_INFINITY,
  Number.NaN,
  '',
  ' ',
  'abc',
  '1e5',
  '0x10',
  '+5',
  '1_000',
  '1,000',
  '٣',
  '--1',
  huge,
  true,
  false,
  ...wrongTypes,
])('integer refuses %j', (raw) => {
  expect(read(integer(), raw)).toBe(refused)
})

test('integer keeps its own limits', () => {
  expect([0, 1, 5, 6].map((raw) => read(integer({ min: 1, max: 5 }), raw))).toEqual([refused, 1, 5, refused])
})

test.each([
  [0, 0n],
  [-0, 0n],
  [150000, 15_000_000n],
  ['150000', 15_000_000n],
  ['0.5', 50n],
  [19.99, 1999n],
  [0.005, 1n],
  ['1.004999', 100n],
  [999999999999.99, 99_999_999_999_999n],
])('money reads %j as exactly %s hundredths', (raw, units) => {
  expect(read(money(), raw)).toBe(units)
})

test.each([
  -1,
  '-1',
  1e12,
  '999999999999.995',
  Number.POSITIVE_INFINITY,
  '',
  'abc',
  '1e5',
  '0x10',
  '1,5',
  huge,
  true,
  ...wrongTypes,
])('money refuses %j', (raw) => {
  expect(read(money(), raw)).toBe(refused)
})

test.each([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  ['TRUE', refused],
  [1, refused],
  [0, refused],
  ['', refused],
  [null, refused],
  [[], refused],
])('boolean reads %j as %s', (raw, value) => {
  expect(read(boolean(), raw)).toBe(value)
})

test('text is kept as sent unless it is to be trimmed, and measured after that', () => {
  expect(read(text({ max: 9 }), ' <b> ')).toBe(' <b> ')
  expect(read(text({ max: 3, trim: true }), '  abc  ')).toBe('abc')
  expect(read(text({ min: 1, max: 3, trim: true }), '   ')).toBe(refused)
  expect(read(text({ max: 3 }), 'abcd')).toBe(refused)
  expect(read(text({ max: 3, pattern: /^[a-z]+$/ }), 'a1')).toBe(refused)
})

test.each(['a\u0000b', '\ud800', 'x\udc00y', huge, 12, true, ...wrongTypes])('text refuses %j', (raw) => {
  expect(read(text({ max: 100 }), raw)).toBe(refused)
})

test('text takes every other character, whole pairs included', () => {
  for (const raw of ['😀', 'Cà phê', '\u0001\u001f', '\ufeff', "'; drop table x; --"])
    expect(read(text({ max: 100 }), raw)).toBe(raw)
})

test('oneOf takes its words and nothing that an object inherits', () => {
  const field = oneOf(['draft', 'sent'])
  expect(read(field, 'sent')).toBe('sent')
  for (const raw of ['Sent', 'toString', 'constructor', '__proto__', '', 0, ...wrongTypes])
    expect(read(field, raw)).toBe(refused)
})

test('a calendar day is one that exists', () => {
  for (const day of ['2024-02-29', '0001-01-01', '9999-12-31']) expect(read(calendarDay(), day)).toBe(day)
  for (const raw of [
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '0000-01-01',
    '2024-01-01T00:00:00Z',
    ' 2024-01-01',
    '10000-01-01',
    '',
    20240101,
    ...wrongTypes,
  ])
    expect(read(calendarDay(), raw)).toBe(refused)
})

const order = {
  note: text({ max: 5 }),
  items: required(
    list(
      object({
        quantity: required(integer({ min: 1 }), 'Quantity is required'),
        tags: list(text({ max: 2 }), { max: 3 }),
      }),
      {
        max: 2,
        message: 'Items must be a list',
        maxMessage: 'At most 2 items',
      },
    ),
    'Items are required',
  ),
}

test('problems are named by their place, one per failing rule, in the order of the fields', () => {
  expect(problems(order, {})).toEqual(['items: Items are required'])
  expect(problems(order, { items: null })).toEqual(['items: Items are required'])
  expect(problems(order, { items: {} })).toEqual(['items: Items must be a list'])
  expect(problems(order, { items: [{}, {}, {}] })).toEqual(['items: At most 2 items'])
  expect(problems(order, { note: 7, items: [{ quantity: 0, tags: ['ok', 'long', 5] }, 'x'] })).toEqual([
    'note: Invalid value',
    'items[0].quantity: Invalid value',
    'items[0].tags[1]: Invalid value',
    'items[0].tags[2]: Invalid value',
    'items[1]: Invalid value',
  ])
  expect(problems(order, { items: [[], { quantity: '2' }] })).toEqual(['items[0]: Invalid value'])
  expect(parseFields(order, { items: [{ quantity: '2', more: 1 }] }).items).toEqual([{ quantity: 2 }])
})

test('absent, null and default are three things', () => {
  const fields = {
    plain: integer(),
    orNull: nullable(integer()),
    blank: nullable(text({ max: 5 }), { blank: true }),
    set: withDefault(integer(), 7),
  }
  expect(parseFields(fields, {})).toEqual({ plain: undefined, orNull: undefined, blank: undefined, set: 7 })
  expect(parseFields(fields, { orNull: null, blank: '  ' })).toMatchObject({ orNull: null, blank: null })
  expect(problems(fields, { plain: null, orNull: '', set: null })).toEqual([
    'plain: Invalid value',
    'orNull: Invalid value',
    'set: Invalid value',
  ])
  expect(parsePartial(fields, { orNull: null })).toEqual({ orNull: null })
})

test('an alias is read when the own name is absent', () => {
  const fields = { price: required(aliased(integer(), 'unit_price', 'cost'), 'Price is required') }
  expect(parseFields(fields, { unit_price: 5 })).toEqual({ price: 5 })
  expect(parseFields(fields, { price: 1, unit_price: 5 })).toEqual({ price: 1 })
  expect(problems(fields, { unit_price: 'x' })).toEqual(['price: Invalid value'])
  expect(problems(fields, {})).toEqual(['price: Price is required'])
})

test('only own keys of a body count', () => {
  const raw = JSON.parse('{"__proto__":{"count":5}}')
  expect(parseFields({ count: integer(), toString: text({ max: 5 }) }, raw)).toEqual({})
  expect(parseFields({ count: integer() }, Object.create({ count: 5 }))).toEqual({})
})

test('the schema names what a body must have; a partial one needs nothing', () => {
  expect(fieldsSchema(order)).toMatchObject({ type: 'object', required: ['items'] })
  expect(fieldsSchema(order, true)).not.toHaveProperty('required')
  expect(nullable(integer()).schema).toMatchObject({ type: ['integer', 'null'] })
})

test.each([
  ['1', 1],
  ['000000000000007', 7],
  ['2147483647', 2147483647],
  ['2147483648', null],
  ['0000000000000007', null],
  ...['0', '-1', '+1', '1.5', 'abc', '', ' 1', '1e3', '0x1', '٣', '9'.repeat(20), undefined].map((raw) => [
    raw,
    null,
  ]),
] as [string | undefined, number | null][])('the path id %j is %j', (raw, id) => {
  expect(pathId(raw)).toBe(id)
})
