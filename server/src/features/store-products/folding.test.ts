import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { fold, foldKeepingMarks } from '../../kernel/text/fold.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [] })
})
afterAll(() => app.close())

async function foldedByDatabase(texts: string[], keepMarks = false): Promise<string[]> {
  const rows = await app.services.db.query<{ folded: string }>(
    'select fold_text(t.text, $2) as folded from unnest($1::text[]) with ordinality t (text, position) order by position',
    [texts, keepMarks],
  )
  return rows.map((row) => row.folded)
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))

/** ASCII, Latin with marks, Cyrillic, Arabic, Vietnamese letters, Arabic presentation forms, quotes and invisible characters. */
const letters = [
  ...range(1, 0x17f),
  ...range(0x1a0, 0x1b0),
  ...range(0x400, 0x52f),
  ...range(0x600, 0x6ff),
  ...range(0x1ea0, 0x1ef9),
  ...range(0x200b, 0x201f),
  ...range(0x2bb, 0x2bf),
  ...range(0x300, 0x323),
].filter((letter) => letter !== 'ŉ')

test('the database folds every letter of the six languages as the rest of the house does', async () => {
  const folded = await foldedByDatabase(letters)
  expect(letters.filter((letter, index) => folded[index] !== fold(letter))).toEqual([])
})

test.each(['\u0301', '\u0320', '\u0308', '\u031b', '\u0485'])('and every letter under %j', async (mark) => {
  const marked = letters.map((letter) => letter + mark)
  const folded = await foldedByDatabase(marked)
  expect(marked.filter((text, index) => folded[index] !== fold(text))).toEqual([])
})

test('the database folds texts as the rest of the house does', async () => {
  const words = fc.constantFrom(
    'Cà phê ĐẶC biệt',
    'كتاب‌هاي فارسي ۱۲۳',
    'مُحَمَّد ـــ مؤمن رئيس',
    'O‘zbek gʻisht',
    'Ёлка Й Ӯ Ҷ',
    '50%_\\',
    'Straße',
    'STRAẞE',
  )
  const texts = fc.array(fc.oneof(fc.constantFrom(...letters), words), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 20, maxLength: 20 }), async (lists) => {
      const all = lists.map((parts) => parts.join(''))
      expect(await foldedByDatabase(all)).toEqual(all.map(fold))
      expect(await foldedByDatabase(all, true)).toEqual(all.map(foldKeepingMarks))
    }),
    { numRuns: 60 },
  )
})
