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

/** How X counts: an address is 23 however long it is, an emoji 2 of however many letters it is made. */
function postWeight(text: string): number {
  let weight = 0
  const rest = text
    .normalize('NFC')
    .replace(address, (found) => {
      weight += addressWeight
      return afterAddress(found)
    })
    .replace(emoji, () => {
      weight += emojiWeight
      return ''
    })
  for (const letter of rest) weight += isLight(letter.codePointAt(0) ?? 0) ? 1 : 2
  return weight
}

/** How much of `max_length` a post takes, counted as the server counts for its platform. */
export function postLength(counting: PublishRules['counting'], message: string, link: string | null): number {
  if (counting === 'code_points') return [...message].length
  // A link stands on a line of its own, unless the text has it already.
  return postWeight(link && !message.includes(link) ? `${message}\n${link}` : message)
}
