/** What a search needle requires of a text, as `wanted_search_keys` of the database takes it. */
export interface RequiredTrigrams {
  /** Trigrams of ASCII letters and digits, a space for the edge of a word. */
  trigrams: string[]
  /** Stretches of three letters or digits, not all ASCII. */
  windows: string[]
}

/** Each key is one more list to intersect; a dozen leave hardly a row that the text itself would not. */
const maxKeys = 12

/**
 * The trigrams that any text holds in which the folded `needle` occurs; null when there are none, so that an index has nothing
 * to go by. A word's edge counts only where the needle shows it: `tea` is also part of `steam`.
 */
export function requiredTrigrams(needle: string): RequiredTrigrams | null {
  const trigrams = new Set<string>()
  for (const { 0: word, index } of needle.matchAll(/[a-z0-9]+/g)) {
    const starts = isSeparator(needle[index - 1])
    const ends = isSeparator(needle[index + word.length])
    const padded = `${starts ? '  ' : ''}${word}${ends ? ' ' : ''}`
    for (let at = 0; at + 3 <= padded.length; at++) trigrams.add(padded.slice(at, at + 3))
  }
  const windows = new Set<string>()
  const letters = [...needle]
  for (let at = 0; at + 3 <= letters.length; at++) {
    const window = letters.slice(at, at + 3).join('')
    if (/^[\p{L}\p{N}]{3}$/u.test(window) && /[^a-z0-9]/.test(window)) windows.add(window)
  }
  if (trigrams.size + windows.size === 0) return null
  return { trigrams: spread(trigrams), windows: spread(windows) }
}

/** ASCII that is neither letter nor digit: of other characters only the database knows what they are to it. */
function isSeparator(character: string | undefined): boolean {
  return character !== undefined && character <= '\u007f' && !/[a-z0-9]/i.test(character)
}

function spread(values: Set<string>): string[] {
  const all = [...values]
  const step = Math.max(1, all.length / maxKeys)
  return Array.from({ length: Math.min(all.length, maxKeys) }, (_, index) => all[Math.floor(index * step)]!)
}
