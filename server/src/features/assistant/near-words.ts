/** Words shorter than this are taken as they are written: too many others are one letter away. */
const minLength = 4
const prefixLength = 5

/**
 * What a word has in common with its misspellings and inflections: itself with each one letter left out, and its beginning.
 * Two words that share one of them are worth a comparison.
 */
export function traces(word: string): string[] {
  const letters = [...word]
  if (letters.length < minLength) return []
  const found = new Set([word])
  for (let at = 0; at < letters.length; at++) found.add(letters.toSpliced(at, 1).join(''))
  if (letters.length >= prefixLength) found.add(`${letters.slice(0, prefixLength).join('')}*`)
  return [...found]
}

/** How well `word` may stand for `asked`, 0 (not at all) to 1: by letters mistyped, or by another ending. */
export function likeness(asked: string, word: string): number {
  if (asked === word) return 1
  const shorter = Math.min(asked.length, word.length)
  if (shorter < minLength) return 0
  const allowed = shorter >= 8 ? 2 : 1
  const distance = editDistance(asked, word, allowed)
  if (distance <= allowed) return distance === 1 ? 0.75 : 0.6
  let shared = 0
  while (shared < shorter && asked[shared] === word[shared]) shared++
  const left = asked.length + word.length - 2 * shared
  return shared >= prefixLength && left <= Math.max(3, shared - 2) ? 0.55 : 0
}

/** Letters inserted, left out, replaced or swapped with their neighbour; anything above `limit` counts as `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, before[j - 2]! + 1)
      current.push(best)
    }
    before = previous
    previous = current
  }
  return Math.min(previous[b.length]!, limit + 1)
}
