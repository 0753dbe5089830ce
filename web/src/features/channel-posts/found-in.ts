/** Upper and lower case, marks, and the letters and digits that Persian and Arabic write in two ways count as one. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|\u200c/gu, '')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/đ/g, 'd')
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
}

/** Whether a text has every word of a search. */
export function foundIn(text: string, search: string): boolean {
  const haystack = folded(text)
  return folded(search)
    .split(/\s+/)
    .every((word) => haystack.includes(word))
}
