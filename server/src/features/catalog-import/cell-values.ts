import { isStorableText } from '../../kernel/http/fields.ts'
import { parseMoney } from '../../kernel/money/money.ts'

export type DecimalSeparator = 'auto' | '.' | ','
type CellNumber = { ok: true; text: string } | { ok: false; reason: 'ambiguous' | 'invalid' }

const easternDigit = /[\u0660-\u0669\u06F0-\u06F9]/g
const invalidNumber: CellNumber = { ok: false, reason: 'invalid' }
/** Signs of a cell that may be a number with its currency; a cell may have a million. */
const maxNumberLength = 200

/**
 * Reads a non-negative decimal as people and shops write it: `1,234.50`, `1.234,50`, `1 234,5`, `٢٠`, `150.000 ₫`. A
 * single separator before exactly three digits can mean two things (`1,234`): `auto` calls it ambiguous.
 */
export function readDecimalCell(cell: string, separator: DecimalSeparator): CellNumber {
  if (cell.length > maxNumberLength) return invalidNumber
  const plain = cell
    .normalize('NFKC')
    .replace(easternDigit, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replaceAll('\u066B', '.')
    .replaceAll('\u066C', ',')
    .replace(/^[\p{Sc}\s\u200e\u200f]+|[\p{Sc}\s\u200e\u200f]+$/gu, '')
  const compact = /^\d{1,3}([\s'’]\d{3})+([.,]\d+)?$/u.test(plain) ? plain.replace(/[\s'’]/gu, '') : plain
  if (!/^[\d.,]+$/.test(compact) || !/\d/.test(compact)) return invalidNumber
  const marks = [...new Set(compact.replace(/\d/g, ''))]
  if (marks.length === 0) return { ok: true, text: compact }
  const decimalAt = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','))
  if (marks.length === 2) {
    const decimalMark = compact[decimalAt]!
    const groupMark = decimalMark === '.' ? ',' : '.'
    const whole = compact.slice(0, decimalAt)
    if (!isGrouped(whole, groupMark) || compact.indexOf(decimalMark) !== decimalAt) return invalidNumber
    return decimalText(whole.replaceAll(groupMark, ''), compact.slice(decimalAt + 1))
  }
  const mark = marks[0]!
  const [whole = '', ...rest] = compact.split(mark)
  if (rest.length > 1)
    return isGrouped(compact, mark) ? { ok: true, text: compact.replaceAll(mark, '') } : invalidNumber
  const fraction = rest[0] ?? ''
  const couldBeThousands = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  if (!couldBeThousands || separator === mark) return decimalText(whole, fraction)
  return separator === 'auto' ? { ok: false, reason: 'ambiguous' } : { ok: true, text: whole + fraction }
}

function decimalText(whole: string, fraction: string): CellNumber {
  return { ok: true, text: `${whole || '0'}${fraction ? `.${fraction}` : ''}` }
}

function isGrouped(text: string, mark: string): boolean {
  const [first = '', ...groups] = text.split(mark)
  return /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group))
}

/** Money as minor units; null when the number is out of range. */
export function moneyOf(text: string): bigint | null {
  return parseMoney(text)
}

/** A whole number with sign (`-3`, `12.0`), or null. */
export function readIntegerCell(cell: string): number | null {
  const plain = cell.replace(easternDigit, (digit) => String(digit.charCodeAt(0) & 0xf)).trim()
  if (!/^[+-]?\d{1,10}(\.0+)?$/.test(plain)) return null
  const value = Number(plain)
  return Math.abs(value) <= 2147483647 ? value : null
}

/** `1`, `0`, `-1` and the words for yes and no; null for anything else. */
export function readFlagCell(cell: string): boolean | null {
  const word = cell.trim().toLowerCase()
  if (['1', 'yes', 'true', 'on', 'instock', 'notify', 'backorder', 'publish'].includes(word)) return true
  if (['0', '-1', 'no', 'false', 'off', 'outofstock', 'draft', 'private', 'pending'].includes(word))
    return false
  return null
}

const microgramsPerUnit: Record<string, number> = {
  kg: 1_000_000_000,
  g: 1_000_000,
  lbs: 453_592_370,
  oz: 28_349_523.125,
}

/** Kilograms with three decimals (`"0.227"`), exact decimal arithmetic, rounded half up; null when out of range. */
export function kilograms(text: string, unit: string): string | null {
  const [whole = '0', fraction = ''] = text.split('.')
  if (whole.length > 12) return null
  const scaled = BigInt(whole + fraction.slice(0, 9).padEnd(9, '0'))
  const millimicrogramsPerUnit = BigInt(Math.round((microgramsPerUnit[unit] ?? 1_000_000_000) * 1000))
  const divisor = 10n ** 18n
  const grams = (scaled * millimicrogramsPerUnit * 2n + divisor) / (divisor * 2n)
  if (grams > 1_000_000_000n) return null
  const digits = grams.toString().padStart(4, '0')
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`
}

/** Splits a list cell at commas; `\,` is a comma of the text. Blank entries vanish. */
export function splitList(cell: string): string[] {
  return splitEscaped(cell, ',')
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter(Boolean)
}

export function joinList(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(',', '\\,')).join(', ')
}

/** `A > B, C` as paths of names. `\,`, `\>` and `\\` are ordinary characters of a name. */
export function readCategoryPaths(cell: string): string[][] {
  const paths: string[][] = []
  let path: string[] = []
  let name = ''
  const endName = () => {
    if (name.trim()) path.push(name.trim())
    name = ''
  }
  for (let at = 0; at < cell.length; at++) {
    const character = cell[at]!
    const next = cell[at + 1]
    if (character === '\\' && (next === ',' || next === '>' || next === '\\')) {
      name += next
      at++
    } else if (character === '>') endName()
    else if (character === ',') {
      endName()
      if (path.length) paths.push(path)
      path = []
    } else name += character
  }
  endName()
  if (path.length) paths.push(path)
  return paths
}

export function writeCategoryPaths(paths: readonly (readonly string[])[]): string {
  return paths.map((path) => path.map((name) => name.replace(/[\\,>]/g, '\\$&')).join(' > ')).join(', ')
}

/** Descriptions carry line breaks as `\n` in a WooCommerce export, and a written `\n` as `\\n`. */
export function readDescription(cell: string): string {
  return cell.replace(/\\\\n|\\n/g, (found) => (found.length === 3 ? '\\n' : '\n'))
}

export function writeDescription(text: string): string {
  return text.replaceAll('\\n', '\\\\n')
}

/** A relative or http(s) address that the catalogue accepts. */
export function isImageAddress(address: string): boolean {
  if (!isStorableText(address) || address.length > 1000 || /\s/.test(address)) return false
  return /^https?:\/\/[^/]/i.test(address) || !/^([a-z][a-z0-9+.-]*:|\/\/|\\)/i.test(address)
}

/** A wire amount without idle decimals: `"20.00"` is `20`, `"19.50"` stays. */
export function plainAmount(amount: string): string {
  return amount.replace(/\.0+$/, '')
}

function splitEscaped(text: string, mark: string): string[] {
  return text.split(new RegExp(`(?<!\\\\)${mark}`))
}
