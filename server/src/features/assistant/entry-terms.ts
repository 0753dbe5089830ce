import { soundOf } from './sound.ts'
import { stem } from './stem.ts'
import { type Token, tokenize } from './tokens.ts'

/** A text of an entry and how much a word in it says about the entry. */
export interface WeightedText {
  text: string
  weight: number
  /** Titles and the like: pairs of words and brands' sounds count as well. */
  isName?: boolean
}

/** What the keyword index holds of one entry: each term once, with its impact, 1 to 1000. */
export type EntryTerms = Map<string, number>

const maxTerms = 500
/** BM25's saturation and length normalisation; lengths are compared with a usual product text instead of the shop's average. */
const saturation = 1.2
const usualLength = 60

/** Terms with a prefix stand beside the stems: what a word sounds like, its Vietnamese marks, two words written as one. */
export const soundTerm = (sound: string): string => `p:${sound}`
export const markedTerm = (marked: string): string => `m:${marked}`
export const joinedWord = (word: string): string => `j:${word}`

/** The terms of an entry, best first when there are too many. */
export function entryTerms(texts: WeightedText[]): EntryTerms {
  const weights = new Map<string, number>()
  let length = 0
  for (const { text, weight, isName = false } of texts) {
    const tokens = tokenize(text)
    length += tokens.length
    const seen = new Map<string, number>()
    const add = (term: string, factor: number) => {
      const times = (seen.get(term) ?? 0) + 1
      seen.set(term, times)
      // The second and third time say a little more, the fourth nothing.
      if (times <= 3) weights.set(term, (weights.get(term) ?? 0) + (weight * factor) / times)
    }
    tokens.forEach((token, at) => {
      add(token.stem, 1)
      if (token.marked) add(markedTerm(token.marked), 1)
      for (const part of token.parts) add(part, 0.8)
      const next = tokens[at + 1]
      if (next && !next.startsPhrase && (isName || next.joined)) add(joinedTerm(token, next), 1)
      const sound = isName && !token.isNumber ? soundOf(token.word) : null
      if (sound) add(soundTerm(sound), 1)
    })
  }
  const norm = saturation * Math.min(2.5, 0.7 + (0.3 * length) / usualLength)
  return new Map(
    [...weights]
      .sort((a, b) => b[1] - a[1])
      .slice(0, maxTerms)
      .map(([term, weight]) => [term, Math.max(1, Math.round((1000 * weight) / (weight + norm)))]),
  )
}

/** Two words as one: "power bank" and "powerbank" meet here, and so do phrases. */
export function joinedTerm(first: Token, second: Token): string {
  return joinedWord(
    first.isNumber || second.isNumber ? first.stem + second.stem : stem(first.word + second.word),
  )
}

/** A 32-bit number that stands for a term of one workspace in the index; another workspace has another. */
export function termKey(workspaceId: number, term: string): number {
  let hash = 0x811c9dc5 ^ Math.imul(workspaceId, 0x9e3779b1)
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
