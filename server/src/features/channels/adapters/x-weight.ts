/** How X counts a post: against 280, by its published weights (version 3). */

const addressWeight = 23
const emojiWeight = 2
const address = /https?:\/\/(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?/giu
const emoji = /\p{RGI_Emoji}/gv
/** Marks that end the sentence around an address rather than the address. */
const marks = '.,!?:;\'")]'

/** Code points that count once; all others count twice. */
const light: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
]

/** Longer than any post that X takes, of whatever emoji: beyond it letters are counted one by one, since looking for emoji takes long. */
const longest = 10_000

/** NFC. Marks behind one letter are sorted, so a text of nothing else would take very long: more than 30 are treated apart. */
function composed(text: string): string {
  if (!/\p{M}{31}/u.test(text)) return text.normalize('NFC')
  return text.replace(/[^\p{M}]*\p{M}{0,30}/gu, (part) => part.normalize('NFC'))
}

/** An address counts 23 however long it is, an emoji 2 of however many letters it is made. */
export function postWeight(text: string): number {
  let weight = 0
  const withoutAddresses = composed(text).replace(address, (found) => {
    weight += addressWeight
    return afterAddress(found)
  })
  const withoutEmoji = withoutAddresses.slice(0, longest).replace(emoji, () => {
    weight += emojiWeight
    return ''
  })
  const rest = withoutEmoji + withoutAddresses.slice(longest)
  for (const letter of rest) weight += letterWeight(letter.codePointAt(0) ?? 0)
  return weight
}

const letterWeight = (point: number) => (light.some(([from, to]) => point >= from && point <= to) ? 1 : 2)

/** Counted from the end: a regular expression would try every mark of a long text as the beginning. */
function afterAddress(found: string): string {
  let end = found.length
  while (end > 0 && marks.includes(found.charAt(end - 1))) end--
  return found.slice(end)
}
