import { fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { stem } from './stem.ts'

/** One word or number of a text. */
export interface Token {
  /** Folded, without apostrophes. */
  word: string
  stem: string
  isNumber: boolean
  /** With its Vietnamese marks; null without any. */
  marked: string | null
  /** Further words within it: the parts on both sides of a zero-width non-joiner or behind a Persian ضد. */
  parts: string[]
  /** No space before it: `256` and `GB` of "256GB". */
  joined: boolean
  /** What stands before it, when that is a mark that ends a phrase. */
  startsPhrase: boolean
}

const pieces =
  /\d+(?:[.,\u066B]\d+)*|[\p{L}\p{M}](?:[\p{L}\p{M}\u200C'\u02BB\u02BC\u2018\u2019`´]*[\p{L}\p{M}])?/gu
const easternDigits = /[\u0660-\u0669\u06F0-\u06F9]/g

/** Words and numbers in their order. Letters and digits are told apart, so that "256GB" and "256 GB" are the same. */
export function tokenize(text: string): Token[] {
  const plain = text
    .normalize('NFC')
    .replace(easternDigits, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/\u00AD|\u200B|\u200D|\u200E|\u200F|\u2060|\uFEFF/g, '')
  const tokens: Token[] = []
  let end = -1
  for (const { 0: piece, index } of plain.matchAll(pieces)) {
    const between = end < 0 ? '' : plain.slice(end, index)
    const place = { joined: end === index, startsPhrase: /[^\s\-/'"()]/u.test(between) }
    end = index + piece.length
    if (/^\d/.test(piece)) {
      const number = plainNumber(piece)
      tokens.push({ word: number, stem: number, isNumber: true, marked: null, parts: [], ...place })
      continue
    }
    const word = fold(piece)
    if (word === '') continue
    tokens.push({
      word: word.replaceAll("'", ''),
      stem: stem(word),
      isNumber: false,
      marked: hasVietnameseDiacritic(piece) ? foldKeepingMarks(piece) : null,
      parts: innerWords(piece, word),
      ...place,
    })
  }
  return tokens
}

/** "1,7" is 1.7 and "20,000" is 20000. */
function plainNumber(digits: string): string {
  const text = digits.replaceAll('\u066B', '.')
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(text)) return text.replace(/[.,]/g, '')
  const plain = text.replaceAll(',', '.').replace(/^0+(?=\d)/, '')
  let end = plain.length
  if (plain.includes('.')) while (plain[end - 1] === '0') end--
  return plain.slice(0, end).replace(/\.$/, '')
}

function innerWords(piece: string, word: string): string[] {
  const parts = piece.includes('\u200C') ? piece.split('\u200C').map(fold) : []
  const against = /^ضد(.{3,})$/.exec(word)?.[1]
  if (against) parts.push(against)
  return parts.filter((part) => part.length >= 3).map(stem)
}
