import { type Conditions, readConditions } from './conditions.ts'
import { joinedTerm, joinedWord, markedTerm, soundTerm } from './entry-terms.ts'
import { createFunctionWords, type FunctionWords, type Language } from './function-words.ts'
import { detectLanguage } from './language.ts'
import { createSameWords } from './same-words.ts'
import { inLatinLetters, soundOf } from './sound.ts'
import { stem } from './stem.ts'
import { type Token, tokenize } from './tokens.ts'

/** One thing that is asked for, under all names that it may have in the index. */
export interface Wish {
  /** Terms and how well each stands for what was written, up to 1. */
  terms: Map<string, number>
  /** What to compare with the vocabulary when it is misspelt; null for numbers. */
  spelling: string | null
  /** Tried only when no other name is known. */
  sounds: string[]
}

export interface Question {
  text: string
  language: Language
  conditions: Conditions
  wishes: Wish[]
  /** Nothing is named: what is there at all? */
  wantsOverview: boolean
  /** It speaks of something by a pronoun. */
  leansBack: boolean
}

/** The word lists, folded once at start. */
export interface Lexicon {
  functionWords: FunctionWords
  sameWords: ReadonlyMap<string, readonly string[]>
}

export function createLexicon(): Lexicon {
  return { functionWords: createFunctionWords(), sameWords: createSameWords() }
}

/** Beyond this a question is a story, and its later words say nothing new. */
const maxWishes = 24

/** Takes a question apart: its language, its conditions, and what it looks for. */
export function readQuestion(text: string, lexicon: Lexicon, fallback: Language): Question {
  const tokens = tokenize(text)
  const language = detectLanguage(text, tokens, lexicon.functionWords, fallback)
  const { conditions, rest } = readConditions(tokens)
  const goods = rest.filter((_, at) => saysGoods(rest, at, lexicon.functionWords.goods))
  const meant = rest.filter(
    (token) => !goods.includes(token) && !isFunctionWord(token, language, lexicon.functionWords),
  )
  const wishes = meant.slice(0, maxWishes).map((token) => wishOf(token, lexicon.sameWords))
  // Two words that the shop writes as one are one name of both; and a phrase in the right order weighs a little more.
  meant.slice(0, maxWishes).forEach((token, at) => {
    const next = meant[at + 1]
    if (!next || rest[rest.indexOf(token) + 1] !== next || at + 1 >= wishes.length) return
    const joined = joinedTerm(token, next)
    for (const wish of [wishes[at]!, wishes[at + 1]!]) {
      wish.terms.set(joined, 1.15)
      wish.terms.set(joined.slice(2), 1)
      for (const same of lexicon.sameWords.get(joined.slice(2)) ?? []) wish.terms.set(same, 0.85)
    }
  })
  const wantsOverview = wishes.length === 0 && goods.length > 0
  const leansBack = tokens.some(({ word }) => lexicon.functionWords.pronouns[language].has(word))
  return { text, language, conditions, wishes: withoutRepeats(wishes), wantsOverview, leansBack }
}

/** "Product", also as the two words that Vietnamese has for it. */
function saysGoods(tokens: Token[], at: number, goods: ReadonlySet<string>): boolean {
  const [before, word, after] = [tokens[at - 1]?.word ?? '', tokens[at]!.word, tokens[at + 1]?.word ?? '']
  return (
    goods.has(word) ||
    goods.has(word.replace(/^ال/, '')) ||
    (after !== '' && goods.has(word + after)) ||
    (before !== '' && goods.has(before + word))
  )
}

function isFunctionWord(token: Token, language: Language, known: FunctionWords): boolean {
  if (token.isNumber) return false
  if (language === 'vi' && token.marked) return known.marked.has(token.marked)
  return known.words[language].has(token.word) || (token.word.length === 1 && language !== 'vi')
}

function wishOf(token: Token, sameWords: Lexicon['sameWords']): Wish {
  const terms = new Map<string, number>()
  const add = (term: string, quality: number) => {
    if (term !== '' && (terms.get(term) ?? 0) < quality) terms.set(term, quality)
  }
  add(token.stem, token.marked ? 0.7 : 1)
  if (token.marked) add(markedTerm(token.marked), 1)
  for (const same of sameWords.get(token.stem) ?? []) add(same, 0.85)
  if (token.isNumber) return { terms, spelling: null, sounds: [] }
  add(joinedWord(token.stem), 1)
  for (const part of token.parts) add(part, 0.8)
  const spellings = [spokenPersian(token.word), inLatinLetters(token.word)]
  for (const other of spellings) {
    if (!other) continue
    add(stem(other), 0.95)
    for (const same of sameWords.get(stem(other)) ?? []) add(same, 0.8)
  }
  const sound = soundOf(token.word)
  const spelling = inLatinLetters(token.word)
  return {
    terms,
    spelling: token.stem,
    sounds: [sound, spelling && soundOf(spelling)].filter((s) => s !== null).map(soundTerm),
  }
}

/** Persian is often written as it is spoken: مردونه for مردانه, زمستونی for زمستانی. */
function spokenPersian(word: string): string | null {
  return /\p{Script=Arabic}/u.test(word) && word.length >= 4 && word.includes('ون')
    ? word.replace('ون', 'ان')
    : null
}

function withoutRepeats(wishes: Wish[]): Wish[] {
  const seen = new Set<string>()
  return wishes.filter((wish) => {
    const [first = ''] = wish.terms.keys()
    if (seen.has(first)) return false
    seen.add(first)
    return true
  })
}
