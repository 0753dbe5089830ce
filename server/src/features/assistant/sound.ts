const sounds: Record<string, string> = {
  // Cyrillic
  б: 'b',
  в: '',
  г: 'g',
  ғ: 'g',
  д: 'd',
  ж: 'j',
  з: 'z',
  к: 'k',
  қ: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  ф: 'f',
  х: 'h',
  ҳ: 'h',
  ц: 's',
  ч: 'c',
  ш: 'c',
  щ: 'c',
  // Arabic and Persian
  ب: 'b',
  پ: 'p',
  ت: 't',
  ط: 't',
  ث: 's',
  ج: 'j',
  چ: 'c',
  ح: 'h',
  خ: 'h',
  د: 'd',
  ذ: 'z',
  ر: 'r',
  ز: 'z',
  ژ: 'j',
  س: 's',
  ش: 'c',
  ص: 's',
  ض: 'd',
  ظ: 'z',
  غ: 'g',
  ف: 'f',
  ق: 'k',
  ک: 'k',
  گ: 'g',
  ل: 'l',
  م: 'm',
  ن: 'n',
  // Latin
  b: 'b',
  c: 'k',
  d: 'd',
  f: 'f',
  g: 'g',
  h: 'h',
  j: 'j',
  k: 'k',
  l: 'l',
  m: 'm',
  n: 'n',
  p: 'p',
  q: 'k',
  r: 'r',
  s: 's',
  t: 't',
  x: 'ks',
  z: 'z',
}

/**
 * The consonants of a folded word in any of the three scripts, by which Norvik, نورویک and Норвик meet; null when too few are left.
 * Vowels and half vowels differ too much between the scripts to count.
 */
export function soundOf(word: string): string | null {
  const letters = word.replaceAll('sh', 'ч').replaceAll('ch', 'ч').replaceAll('ph', 'f').replaceAll('кс', 'x')
  let text = ''
  for (const letter of letters) {
    const sound = sounds[letter] ?? ''
    if (sound !== text.at(-1)) text += sound
  }
  return text.length >= 2 && word.length >= 4 ? text : null
}

const latin: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  д: 'd',
  е: 'e',
  ж: 'j',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  қ: 'q',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  ў: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'x',
  ҳ: 'h',
  ц: 's',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ь: '',
  ы: 'i',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** A Cyrillic word as Uzbek is written in Latin letters, without apostrophes; null for a word of other letters. */
export function inLatinLetters(word: string): string | null {
  if (!/^\p{Script=Cyrillic}+$/u.test(word)) return null
  return [...word].map((letter) => latin[letter] ?? letter).join('')
}
