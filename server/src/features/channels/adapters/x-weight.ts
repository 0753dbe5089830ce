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

/** An address counts 23 however long it is, an emoji 2 of however many letters it is made. */
export function postWeight(text: string): number {
  let weight = 0
  const withoutAddresses = text.normalize('NFC').replace(address, (found) => {
    weight += addressWeight
    return afterAddress(found)
  })
  const rest = withoutAddresses.replace(emoji, () => {
    weight += emojiWeight
    return ''
  })
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
