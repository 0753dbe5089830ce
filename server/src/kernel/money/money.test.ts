import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  halfEvenPercent,
  MAX_AMOUNT,
  MAX_TOTAL,
  moneyFromDatabase,
  moneyToNumber,
  moneyToString,
  multiply,
  parseMoney,
  parseStrictMoney,
} from './money.ts'

/** A decimal as digits and scale, the independent yardstick: value = digits / 10^scale. */
const decimals = fc.record({ digits: fc.bigInt(0n, 10n ** 16n), scale: fc.integer({ min: 0, max: 8 }) })

function writeDecimal({ digits, scale }: { digits: bigint; scale: number }): string {
  const text = digits.toString().padStart(scale + 1, '0')
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
}

describe('sales amounts', () => {
  test('any plain decimal string is its value rounded half up at two decimals', () => {
    fc.assert(
      fc.property(decimals, ({ digits, scale }) => {
        const unit = 10n ** BigInt(scale)
        const expected = (digits * 100n * 2n + unit) / (unit * 2n)
        const parsed = parseMoney(writeDecimal({ digits, scale }))
        expect(parsed).toBe(expected <= MAX_AMOUNT ? expected : null)
      }),
    )
  })

  test.each([
    [0.1 + 0.2, 30n],
    [1.005, 101n],
    [19.99, 1999n],
    [150000, 15_000_000n],
    [-0, 0n],
    [1e-7, 0n],
    ['150000', 15_000_000n],
    ['0.5', 50n],
    ['0.004', 0n],
    ['0.005', 1n],
    [999_999_999_999.99, MAX_AMOUNT],
  ])('%s is accepted', (input, expected) => {
    expect(parseMoney(input)).toBe(expected)
  })

  test.each([
    1e21,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e12,
    '',
    ' 1',
    '1 ',
    '+1',
    '-1',
    '1e5',
    '0x10',
    '1,000',
    '.5',
    '1.',
    'abc',
    '٣',
    '999999999999.995',
    '9'.repeat(400),
    true,
    false,
    null,
    undefined,
    [],
    [1],
    {},
    5n,
  ])('%s is refused', (input) => {
    expect(parseMoney(input)).toBeNull()
  })

  test('a limit of the caller is inclusive', () => {
    expect(parseMoney('10.00', { max: 1000n })).toBe(1000n)
    expect(parseMoney('10.01', { max: 1000n })).toBeNull()
  })
})

describe('envelope amounts', () => {
  test('exactly the decimals of one or two places are accepted, unrounded', () => {
    fc.assert(
      fc.property(decimals, ({ digits, scale }) => {
        const text = writeDecimal({ digits, scale })
        const valid = scale <= 2 && (text.split('.')[0] ?? '').length <= 13
        const exact = scale <= 2 ? digits * 10n ** BigInt(2 - scale) : null
        expect(parseStrictMoney(text)).toBe(valid ? exact : null)
      }),
    )
  })

  test.each([0.1 + 0.2, 1.005, '1.005', '1e5', 1e21, true, [], null, '-1', 'NaN', ' 1'])(
    '%s is refused',
    (input) => {
      expect(parseStrictMoney(input)).toBeNull()
    },
  )

  test.each([
    [100000, 10_000_000n],
    ['100000.00', 10_000_000n],
    [0.1, 10n],
    [12.3, 1230n],
  ])('%s is accepted', (input, expected) => {
    expect(parseStrictMoney(input)).toBe(expected)
  })
})

describe('writing', () => {
  const amounts = fc.bigInt(0n, MAX_TOTAL)

  test('an amount survives the way through text, database text and JSON number', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseStrictMoney(moneyToString(amount))).toBe(amount)
        expect(moneyFromDatabase(moneyToString(amount))).toBe(amount)
        expect(moneyFromDatabase(moneyToString(-amount))).toBe(-amount)
        const sent = JSON.parse(JSON.stringify(moneyToNumber(amount)))
        expect(parseMoney(sent, { max: MAX_TOTAL })).toBe(amount)
      }),
    )
  })

  test('two decimals are always written', () => {
    expect(['0', '5', '30', '1230'].map((text) => moneyToString(BigInt(text)))).toEqual([
      '0.00',
      '0.05',
      '0.30',
      '12.30',
    ])
    expect(moneyToString(-5n)).toBe('-0.05')
  })

  test('database text that is no amount is an error, not a guess', () => {
    expect(() => moneyFromDatabase('NaN')).toThrow(TypeError)
    expect(() => moneyFromDatabase('1.234')).toThrow(TypeError)
  })
})

describe('arithmetic', () => {
  test('3 × 19.99 is 59.97', () => {
    expect(moneyToNumber(multiply(1999n, 3))).toBe(59.97)
  })

  test('a percentage is the nearest minor unit, and the even one of two equally near', () => {
    fc.assert(
      fc.property(fc.bigInt(-MAX_TOTAL, MAX_TOTAL), decimals, (amount, rate) => {
        const scale = 10n ** BigInt(rate.scale) * 100n
        const exact = amount * rate.digits
        const rounded = halfEvenPercent(amount, writeDecimal(rate))
        const distance = rounded * scale - exact
        const twice = (distance < 0n ? -distance : distance) * 2n
        expect(twice <= scale).toBe(true)
        if (twice === scale) expect(rounded % 2n).toBe(0n)
      }),
    )
  })

  test('a rate that is no plain decimal is an error', () => {
    expect(() => halfEvenPercent(100n, '1e2')).toThrow(TypeError)
    expect(() => halfEvenPercent(100n, '-5')).toThrow(TypeError)
  })
})
