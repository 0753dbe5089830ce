const persianZero = 0x06f0
const arabicZero = 0x0660

/** Persian and Arabic digits as the Latin ones. */
export function toAsciiDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - persianZero))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - arabicZero))
}

/**
 * Reads an amount as people type it: `150000`, `150.000`, `150,000`, `150 000`, `1.234,56`, `19.99`, Persian and
 * Arabic digits and separators. One separator followed by exactly three digits groups thousands, except after a lone
 * zero (`0.500`); followed by one or two digits it starts the decimals. Returns null for anything else: negative
 * amounts, letters, three or more decimals, amounts over 13 digits.
 */
export function parseMoneyInput(input: string): number | null {
  const text = toAsciiDigits(input)
    .replace(/[\s\u00a0\u202f\u2009'’٬]/g, '')
    .replace(/٫/g, '.')
    .replace(/،/g, ',')
  if (!/^\d[\d.,]*$/.test(text)) return null

  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last === -1) return bounded(text, '')
  const separator = text[last]
  const before = text.slice(0, last)
  const after = text.slice(last + 1)
  const repeated = before.includes(separator!)
  const thousands = after.length === 3 && (repeated || !/[.,]/.test(before)) && before !== '0'
  if (thousands) return isGrouped(text, separator!) ? bounded(text.replaceAll(separator!, ''), '') : null

  if (repeated || after.length === 0 || after.length > 2) {
    return before === '0' && /^\d{1,2}0+$/.test(after) ? bounded('0', after.slice(0, 2)) : null
  }
  const other = separator === '.' ? ',' : '.'
  if (before.includes(other) && !isGrouped(before, other)) return null
  return bounded(before.replaceAll(other, ''), after)
}

function isGrouped(text: string, separator: string): boolean {
  const [head, ...groups] = text.split(separator)
  return /^\d{1,3}$/.test(head ?? '') && groups.every((group) => /^\d{3}$/.test(group))
}

function bounded(whole: string, decimals: string): number | null {
  if (whole.replace(/^0+/, '').length > 13) return null
  return Number(decimals === '' ? whole : `${whole}.${decimals}`)
}
