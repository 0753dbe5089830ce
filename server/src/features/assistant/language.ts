import { fold, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { type FunctionWords, type Language, languages } from './function-words.ts'
import type { Token } from './tokens.ts'

/** Letters that only one of the languages of a script has. */
const tellingLetters: [Language, RegExp][] = [
  ['fa', /[پچژگکی]/g],
  ['ar', /[ةىيكأإؤئ]/g],
  ['uz', /[ўқғҳ]|[og][ʻ‘’'`]/gi],
  ['ru', /[ыщэ]/gi],
]
const possible: [RegExp, Language[]][] = [
  [/\p{Script=Arabic}/u, ['fa', 'ar']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uz']],
  [/\p{Script=Latin}/u, ['en', 'vi', 'uz']],
]

/** The language of a question by script, telling letters and function words; `fallback` when it has no words or may be several. */
export function detectLanguage(
  text: string,
  tokens: Token[],
  known: FunctionWords,
  fallback: Language,
): Language {
  const counts = possible.map(([script]) => text.match(new RegExp(script, 'gu'))?.length ?? 0)
  const candidates = new Set(possible.filter((_, index) => counts[index]! > 0).flatMap(([, list]) => list))
  if (candidates.size === 0) return fallback
  const scores = new Map<Language, number>([...candidates].map((language) => [language, 0]))
  const add = (language: Language, points: number) => {
    if (candidates.has(language)) scores.set(language, scores.get(language)! + points)
  }
  // A Latin brand in a Persian question does not make it English.
  possible.forEach(([, list], index) => {
    const isMain = index < 2 ? counts[index]! > 1 : counts[0]! < 2 && counts[1]! < 2
    if (isMain) for (const language of list) add(language, 3)
  })
  for (const [language, letters] of tellingLetters)
    add(language, Math.min(3, (text.match(letters) ?? []).length))
  if (hasVietnameseDiacritic(text)) add('vi', 4)
  for (const token of tokens) {
    for (const language of languages) if (known.words[language].has(token.word)) add(language, 2)
    if (/^(?:ال|وال|بال)/.test(token.word)) add('ar', 1)
    if (/(?:lar|ning|dan|larni|larga|mi)$/.test(token.word) && token.word.length > 4) add('uz', 1)
  }
  if (fold(text).includes("o'")) add('uz', 1)
  const order = [...scores].sort((a, b) => b[1] - a[1])
  const [best, second] = order
  if (best![1] === second?.[1]) {
    const tied = order.filter(([, score]) => score === best![1]).map(([language]) => language)
    return tied.includes(fallback) ? fallback : tied[0]!
  }
  return best![0]
}
