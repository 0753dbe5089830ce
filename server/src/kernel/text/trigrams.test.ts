import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { fold } from './fold.ts'
import { requiredTrigrams } from './trigrams.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [] })
})
afterAll(() => app.close())

const letters = fc.constantFrom(..."abcxyz019 -_.'@\n\\%éđßøœпрёيشکة۵ไทย한中😀̀\u200d")
const words = fc.constantFrom(
  'tea',
  'cà phê',
  'ca phe',
  'item 17',
  'SKU-12',
  'чай',
  'چای',
  'قهوه',
  '日本語',
  'O‘zbek',
)
const piece = fc.oneof(letters, words)
const texts = fc.array(piece, { maxLength: 12 }).map((parts) => fold(parts.join('')))

test('every text that holds a needle has all keys that the needle requires', async () => {
  await fc.assert(
    fc.asyncProperty(texts, texts, texts, async (before, needle, after) => {
      const required = requiredTrigrams(needle)
      if (!required) return
      const [row] = await app.services.db.query<{ found: boolean }>(
        'select search_keys(7, $1) @> wanted_search_keys(7, $2, $3) as found',
        [before + needle + after, required.trigrams, required.windows],
      )
      expect(row).toEqual({ found: true })
    }),
    { numRuns: 400 },
  )
})

test('the keys of one workspace are not those of another', async () => {
  const [row] = await app.services.db.query<{ shared: boolean }>(
    `select search_keys(1, 'a sturdy thing') && search_keys(2, 'a sturdy thing') as shared`,
  )
  expect(row).toEqual({ shared: false })
})

test('the edge of a word counts only where the needle shows it', () => {
  expect(requiredTrigrams('tea')?.trigrams).toEqual(['tea'])
  expect(requiredTrigrams('tea 17')?.trigrams).toEqual(['tea', 'ea ', '  1', ' 17'])
  expect(requiredTrigrams('te')).toBeNull()
  expect(requiredTrigrams('-')).toBeNull()
})

test('letters beyond ASCII are asked for in stretches of three', () => {
  expect(requiredTrigrams('чай')).toEqual({ trigrams: [], windows: ['чай'] })
  expect(requiredTrigrams('xин1')).toEqual({ trigrams: [], windows: ['xин', 'ин1'] })
})

test('a long needle requires no more than a dozen keys of either kind', () => {
  expect(requiredTrigrams('abcdefghijklmnopqrstuvwxyz0123456789')?.trigrams).toHaveLength(12)
})
