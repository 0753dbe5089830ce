import type { PublishRules } from './api.ts'

const addressWeight = 23
const emojiWeight = 2
const address = /https?:\/\/(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?/giu
const emoji = /\p{RGI_Emoji}/gv
const marks = '.,!?:;\'")]'

/** The marks that end the sentence around an address; counted from the end, for speed with texts of any length. */
function afterAddress(found: string): string {
  let end = found.length
  while (end > 0 && marks.includes(found.charAt(end - 1))) end--
  return found.slice(end)
}

/** Letters of most alphabets weigh one, all others two. */
function isLight(point: number): boolean {
  return (
    point <= 4351 ||
    (point >= 8192 && point <= 8205) ||
    (point >= 8208 && point <= 8223) ||
    (point >= 8242 && point <= 8247)
  )
}

/** Beyond it letters are counted one by one, as the server does: no post can be so long, and looking for emoji takes long. */
const longest = 10_000

/** NFC. Marks behind one letter are sorted, so a text of nothing else would take very long: more than 30 are treated apart. */
function composed(text: string): string {
  if (!/\p{M}{31}/u.test(text)) return text.normalize('NFC')
  return text.replace(/[^\p{M}]*\p{M}{0,30}/gu, (part) => part.normalize('NFC'))
}

/** How X counts: an address is 23 however long it is, an emoji 2 of however many letters it is made. */
function postWeight(text: string): number {
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
  for (const letter of rest) weight += isLight(letter.codePointAt(0) ?? 0) ? 1 : 2
  return weight
}

/** How much of `max_length` a post takes, counted as the server counts for its platform. */
export function postLength(counting: PublishRules['counting'], message: string, link: string | null): number {
  if (counting === 'code_points') return [...message].length
  // A link stands on a line of its own, unless the text has it already.
  return postWeight(link && !message.includes(link) ? `${message}\n${link}` : message)
}
