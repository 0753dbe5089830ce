/**
 * Light stemming by script, not by language: a shop's texts mix languages and a question of three words does not tell its own.
 * Both sides go through the same rules, so a stem that is no word of any language does no harm.
 */

/** Longest first; `keep` is how many letters must be left. */
interface Ending {
  text: string
  keep: number
}

const endings = (keep: number, list: string): Ending[] =>
  list
    .split(' ')
    .map((text) => ({ text, keep }))
    .sort((a, b) => b.text.length - a.text.length)

/** Uzbek cases, plurals and possessives. */
const uzbek = [
  ...endings(3, 'larning lardan larga larda larni lari lar ning dan ingiz imiz ga da ni'),
  ...endings(4, 'si mi im ing lik li qa ka i'),
]
const russian = endings(
  3,
  'иями ями ами иях ях ах ов ев ей ой ий ый ая яя ое ее ые ие ого его ому ему ыми ими ую юю ою ею ом ем ам ям ия ии ию ью ья ьи ых их ым им а я о е у ю ы и ь й',
)
/** Persian plurals with what colloquial speech hangs on them: of two letters something may be left (مو, hair). */
const persianPlural = endings(2, 'هایی هایم هایت هایش هامون هام هات هاش های ها')
const arabic = endings(3, 'ترین یات یین ات ین ون ان تر هم کم نا یه ه ء ی ا')
const arabicPrefixes = /^(?:وال|فال|بال|کال|ولل|ال|لل)(?=.{3})/

/** The stem of a folded word. */
export function stem(word: string): string {
  if (/^[a-z']+$/.test(word)) return stemLatin(word.replace(/'s$/, '').replaceAll("'", ''))
  if (/^\p{Script=Cyrillic}+$/u.test(word)) return stemCyrillic(word)
  if (/^\p{Script=Arabic}+$/u.test(word)) return stemArabic(word)
  return word.replaceAll("'", '')
}

function stemLatin(word: string): string {
  // Uzbek genitives before they are taken for English participles.
  let text = word.replace(/(?<=.{3})larning$|(?<=.{5})ning$/, '')
  if (text.length > 4 && text.endsWith('ies')) text = `${text.slice(0, -3)}y`
  else if (/(?:ss|x|z|ch|sh)es$/.test(text)) text = text.slice(0, -2)
  else if (text.length > 3 && /[^su]s$/.test(text)) text = text.slice(0, -1)
  if (/^.{3,}ing$/.test(text)) text = undouble(text.slice(0, -3))
  else if (/^.{4,}ed$/.test(text)) text = undouble(text.slice(0, -2))
  text = strip(text, uzbek, 3)
  return text.length > 3 && text.endsWith('e') ? text.slice(0, -1) : text
}

function undouble(text: string): string {
  return /([bdgmnprt])\1$/.test(text) ? text.slice(0, -1) : text
}

/** Without the ending, and without the к of little things, whose vowel comes and goes: сковородка, сковорода; кошка, кошек. */
function stemCyrillic(word: string): string {
  const text = strip(word.replace(/(?<=.{4})(?:ся|сь)$/, ''), russian, 1)
  return text.replace(/(?<=.{3})[ео]?к$/, '')
}

function stemArabic(word: string): string {
  const bare = strip(word.replace(arabicPrefixes, ''), persianPlural, 1)
  return strip(bare, arabic, 2)
}

function strip(word: string, list: Ending[], times: number): string {
  let text = word
  for (let time = 0; time < times; time++) {
    const ending = list.find((e) => text.length - e.text.length >= e.keep && text.endsWith(e.text))
    if (!ending) break
    text = text.slice(0, -ending.text.length)
  }
  return text
}
