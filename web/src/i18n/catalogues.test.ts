import { describe, expect, test } from 'vitest'
import { languages } from './languages.ts'

type Tree = { [key: string]: string | Tree }

const files = import.meta.glob<Tree>('./*/*.json', { import: 'default', eager: true })
const plural = /_(zero|one|two|few|many|other)$/

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  )
}

function catalogue(language: string, namespace: string): Map<string, string> {
  return new Map(flatten(files[`./${language}/${namespace}.json`] ?? {}))
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/{{\s*([^}\s]+)\s*}}/g)].map((match) => match[1] ?? '').sort()
}

const namespaces = [
  ...new Set(Object.keys(files).map((path) => path.split('/')[2]?.replace('.json', '') ?? '')),
]
const others = languages.filter((language) => language.code !== 'en')
const cases = namespaces.flatMap((namespace) =>
  others.map(({ code, locale }) => ({ namespace, code, locale })),
)

/** `namespace:key` of texts that are rightly the same in another language, such as SKU or CSV. */
const sameEverywhere = new Set<string>()

/** A letter of the language's own script; Latin ones cannot be told apart by script. */
const script: Partial<Record<string, RegExp>> = {
  fa: /\p{Script=Arabic}/u,
  ar: /\p{Script=Arabic}/u,
  ru: /\p{Script=Cyrillic}/u,
}

describe.each(cases)('$namespace in $code', ({ namespace, code, locale }) => {
  const english = catalogue('en', namespace)
  const translated = catalogue(code, namespace)
  const base = (keys: Iterable<string>) =>
    [...new Set([...keys].map((key) => key.replace(plural, '')))].sort()

  test('has exactly the keys of English', () => {
    expect(base(translated.keys())).toEqual(base(english.keys()))
  })

  test('has exactly the plural forms that the language asks for', () => {
    const counted = base([...english.keys()].filter((key) => plural.test(key)))
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    for (const key of counted) {
      const forms = [...translated.keys()].filter(
        (name) => name.replace(plural, '') === key && plural.test(name),
      )
      expect(forms.sort(), key).toEqual(categories.map((category) => `${key}_${category}`).sort())
    }
  })

  test('has the placeholders of English', () => {
    // The forms for one, two and none may say the number in words.
    const inWords = /_(zero|one|two)$/
    for (const [key, text] of translated) {
      const original = english.get(key) ?? english.get(`${key.replace(plural, '')}_other`) ?? ''
      const counted = (names: string[]) =>
        inWords.test(key) ? names.filter((name) => name !== 'count') : names
      expect(counted(placeholders(text)), `${key}: ${text}`).toEqual(counted(placeholders(original)))
    }
  })

  test('leaves nothing empty or in English', () => {
    for (const [key, text] of translated) {
      expect(text.trim(), key).not.toBe('')
      const words = text.replace(/{{.*?}}/g, '')
      if (sameEverywhere.has(`${namespace}:${key}`) || !/\p{L}/u.test(words)) continue
      expect(text, key).not.toBe(english.get(key))
      if (script[code]) expect(words, key).toMatch(script[code])
    }
  })
})
