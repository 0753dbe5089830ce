import type { Language } from './function-words.ts'
import type { Ranked } from './rank-keywords.ts'

const k = 60
/** The part of the words in the merged ranking; vectors have the rest. Embeddings know Persian less well than words do. */
const keywordPart: Record<Language, number> = { en: 0.5, fa: 0.75, ar: 0.65, vi: 0.6, ru: 0.5, uz: 0.75 }

/** Merges two rankings by reciprocal rank (storefronts contract 8): what both have goes up, whatever their scores mean. */
export function fuse(byWords: Ranked[], byVectors: Ranked[], language: Language): Ranked[] {
  const merged = new Map<number, Ranked>()
  const add = (ranking: Ranked[], part: number) => {
    ranking.forEach((entry, index) => {
      const score = (merged.get(entry.entryId)?.score ?? 0) + part / (k + index + 1)
      merged.set(entry.entryId, { ...entry, score })
    })
  }
  add(byWords, keywordPart[language])
  add(byVectors, 1 - keywordPart[language])
  return [...merged.values()].sort((a, b) => b.score - a.score)
}
