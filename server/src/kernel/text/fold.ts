/**
 * The one folding that every search uses, on what is stored and on what is asked (sales contract 1.4). People
 * type without Vietnamese marks, with an Arabic keyboard for Persian, with any of six apostrophes for Uzbek.
 */

const ARABIC_PRESENTATION_FORMS = /[\uFB50-\uFDFF\uFE70-\uFEFC]+/g
const ARABIC_MARKS = /[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED]/g
const TATWEEL_AND_INVISIBLE = /[\u0640\u00AD\u200B-\u200F\u2060\uFEFF]/g
const APOSTROPHES = /[\u02BB\u02BC\u2018\u2019\u02B9\u02BE\u02BF\u2032\u00B4`]/g
const LATIN_MARKS = /(\p{Script=Latin})\p{Mn}+/gu
const CYRILLIC_YO = /\u0435\p{Mn}*\u0308/gu
const EASTERN_DIGITS = /[\u0660-\u0669\u06F0-\u06F9]/g
const LETTER_FORMS = /[\u0649\u064A\u0643\u0629\u0671\u06C1\u06D5\u03C2]/g
const UNIFIED: Record<string, string> = {
  '\u0649': '\u06CC',
  '\u064A': '\u06CC',
  '\u0643': '\u06A9',
  '\u0629': '\u0647',
  '\u0671': '\u0627',
  '\u06C1': '\u0647',
  '\u06D5': '\u0647',
  '\u03C2': '\u03C3',
}

const VIETNAMESE = /[\u0111\u0110]|[aeiouy][\u0300-\u036F]*[\u0300-\u0303\u0306\u0309\u031B\u0323]/iu

/**
 * The form in which texts are compared when the query carries no Vietnamese diacritic: case folded, Latin
 * diacritics removed and đ→d, Persian and Arabic letter forms and digits unified, vowel marks, tatweel and
 * zero-width characters removed, ё→е, apostrophes unified. Idempotent; NFC and NFD input give the same result.
 */
export function fold(text: string): string {
  return unify(text).replace(LATIN_MARKS, '$1').replaceAll('\u0111', 'd').normalize('NFC')
}

/** As `fold`, but diacritics of Latin letters are kept: the form for a query that carries a Vietnamese diacritic. */
export function foldKeepingMarks(text: string): string {
  return unify(text).normalize('NFC')
}

/** Whether the text carries a Vietnamese diacritic or đ, so that marks must match (sales contract 1.4). */
export function hasVietnameseDiacritic(text: string): boolean {
  return VIETNAMESE.test(text.normalize('NFD'))
}

/** Makes `%`, `_` and `\` ordinary characters of a LIKE pattern with the default escape character. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Everything but the Latin diacritics; the result is in NFD. */
function unify(text: string): string {
  const plain = text.replace(ARABIC_PRESENTATION_FORMS, (forms) => forms.normalize('NFKC'))
  return foldCase(plain.normalize('NFC'))
    .normalize('NFD')
    .replace(ARABIC_MARKS, '')
    .replace(TATWEEL_AND_INVISIBLE, '')
    .replace(LETTER_FORMS, (letter) => UNIFIED[letter] ?? letter)
    .replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(APOSTROPHES, "'")
    .replace(CYRILLIC_YO, '\u0435')
}

/** By way of upper case, so that ß and ss, ﬁ and fi, ς and σ meet; ẞ first becomes ß, whose upper case is SS. */
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase()
}
