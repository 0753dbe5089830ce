/**
 * Exact money: an amount is a `bigint` of minor units (hundredths). No binary floating point takes part in
 * any calculation; JSON numbers are judged by their shortest decimal form, the text a client wrote or would see.
 */

/** 999,999,999,999.99: the largest price or single amount (sales contract 1). */
export const MAX_AMOUNT = 99_999_999_999_999n
/** 9,999,999,999,999.99: the largest order total (sales contract 1); also 13 integer digits of payments 0.1. */
export const MAX_TOTAL = 999_999_999_999_999n

const PLAIN_DECIMAL = /^(\d+)(?:\.(\d+))?$/
const STRICT_DECIMAL = /^(\d{1,13})(?:\.(\d{1,2}))?$/

/**
 * Reads a non-negative amount as the sales API accepts it (contract 1, row "Money"): a JSON number or a plain
 * decimal string; more than two decimals are rounded half up. `null` when it is anything else (sign, exponent,
 * blanks, separators, other types) or, after rounding, greater than `max` minor units.
 */
export function parseMoney(input: unknown, options: { max?: bigint } = {}): bigint | null {
  const parts = PLAIN_DECIMAL.exec(decimalText(input) ?? '')
  if (parts === null) return null
  const amount = minorUnits(parts[1]!, parts[2] ?? '')
  return amount <= (options.max ?? MAX_AMOUNT) ? amount : null
}

/**
 * Reads an amount as the envelope APIs accept it (payments contract 0.1): `^\d{1,13}(\.\d{1,2})?$` as a string,
 * or a JSON number whose shortest decimal form matches. A third decimal is refused, never rounded.
 */
export function parseStrictMoney(input: unknown, options: { max?: bigint } = {}): bigint | null {
  const parts = STRICT_DECIMAL.exec(decimalText(input) ?? '')
  if (parts === null) return null
  const amount = minorUnits(parts[1]!, parts[2] ?? '')
  return amount <= (options.max ?? MAX_TOTAL) ? amount : null
}

/** Reads the text that PostgreSQL gives for `numeric(15,2)`, sign included; throws on anything else. */
export function moneyFromDatabase(text: string): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text)
  if (parts === null) throw new TypeError(`Not a numeric(15,2): ${text}`)
  const amount = minorUnits(parts[2]!, parts[3] ?? '')
  return parts[1] === '-' ? -amount : amount
}

/** The amount with exactly two decimals: `1230n` is `"12.30"`. Also the form to hand to PostgreSQL. */
export function moneyToString(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * The JSON number of the sales wire. Exact up to 15 significant digits, hence for every amount up to `MAX_TOTAL`:
 * the number's shortest decimal form is the amount.
 */
export function moneyToNumber(amount: bigint): number {
  return Number(moneyToString(amount))
}

/** Price times a whole number of pieces. */
export function multiply(amount: bigint, quantity: number): bigint {
  return amount * BigInt(quantity)
}

/**
 * `percent` per cent of `amount`, rounded half to even at the minor unit (payments contract 0.1, commissions).
 * `percent` is a plain decimal text such as `"7.5"`, so that a rate is never a binary fraction either.
 */
export function halfEvenPercent(amount: bigint, percent: string): bigint {
  const parts = PLAIN_DECIMAL.exec(percent)
  if (parts === null) throw new TypeError(`Not a plain decimal percentage: ${percent}`)
  const fraction = parts[2] ?? ''
  return divideHalfEven(amount * BigInt(parts[1]! + fraction), 100n * 10n ** BigInt(fraction.length))
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n
  const magnitude = negative ? -dividend : dividend
  const floor = magnitude / divisor
  const twiceRest = (magnitude % divisor) * 2n
  const up = twiceRest > divisor || (twiceRest === divisor && floor % 2n === 1n)
  const rounded = up ? floor + 1n : floor
  return negative ? -rounded : rounded
}

/** Decimal form of a JSON number, or the string itself; `1e21` keeps its exponent and so is no plain decimal. */
function decimalText(input: unknown): string | null {
  if (typeof input === 'string') return input.length <= 64 ? input : null
  if (typeof input !== 'number') return null
  // JavaScript writes numbers this small with an exponent only; they are as good as any that rounds to nothing.
  if (input > 0 && input < 1e-6) return input.toFixed(20)
  return Object.is(input, -0) ? '0' : String(input)
}

function minorUnits(whole: string, fraction: string): bigint {
  const amount = BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, '0'))
  return fraction.charCodeAt(2) >= '5'.charCodeAt(0) ? amount + 1n : amount
}
