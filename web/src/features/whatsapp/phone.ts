import { toAsciiDigits } from '../../i18n/parse-money.ts'

export type PhoneProblem = 'missing' | 'malformed' | 'noCountryCode'

/** What may stand between the digits of a number; typed or pasted texts often bring marks of direction along. */
const between = /[\s+\-().\u00a0\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * The digits of a number as WhatsApp knows it: with the country code, 7 to 15 of them (channels contract 5.5), or what
 * is wrong with the text. Reads Persian and Arabic digits; `00` before the country code is the same as `+`.
 */
export function readPhone(text: string): { digits: string } | { problem: PhoneProblem } {
  const digits = toAsciiDigits(text).replace(between, '').replace(/^00/, '')
  if (digits === '') return { problem: 'missing' }
  if (!/^\d+$/.test(digits)) return { problem: 'malformed' }
  if (digits.startsWith('0')) return { problem: 'noCountryCode' }
  return digits.length >= 7 && digits.length <= 15 ? { digits } : { problem: 'malformed' }
}

/** The digits of a stored number, or of a part that somebody searches for; empty where there are none. */
export function digitsOf(text: string): string {
  return toAsciiDigits(text).replace(/\D/g, '')
}
