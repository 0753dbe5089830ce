import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languages, readCatalogue, readOffTopic, readPairs } from '../../../../bench/questions-set.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createUser } from '../../../test/support/factories.ts'
import { readConditions } from './conditions.ts'
import { createLexicon, readQuestion } from './question.ts'
import { retrieve } from './retrieve.ts'
import { stem } from './stem.ts'
import { tokenize } from './tokens.ts'

const lexicon = createLexicon()
const never = new AbortController().signal

describe('the questions of bench/questions, by the keyword index alone', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ features: [] })
  })
  afterAll(() => app.close())

  test.each(languages)('are answered with the product that the customer means: %s', async (language) => {
    const { workspaceId } = await createUser(app.services)
    const products = readCatalogue(language)
    expect(products.length).toBeGreaterThanOrEqual(60)
    await app.services.db.query(
      `with p as (
         insert into products (workspace_id, name, description, price, stock, category, external_id)
         select $1, * from unnest($2::text[], $3::text[], $4::numeric[], $5::integer[], $6::text[], $7::text[])
         returning id, external_id)
       insert into product_details (product_id, workspace_id, brand, tags, link)
       select p.id, $1, d.brand, string_to_array(d.tags, ','), d.key
       from p join unnest($7::text[], $8::text[], $9::text[]) as d (key, brand, tags) on d.key = p.external_id`,
      [
        workspaceId,
        products.map((p) => p.title),
        products.map((p) => p.description),
        products.map((p) => p.price),
        products.map((p) => p.stock),
        products.map((p) => p.category),
        products.map((p) => p.key),
        products.map((p) => p.brand),
        products.map((p) => p.tags.join(',')),
      ],
    )
    const linksFor = async (question: string) => {
      const read = readQuestion(question, lexicon, language)
      const { found } = await retrieve(app.services, workspaceId, read, never)
      return found.map((one) => one.link)
    }
    const pairs = [...readPairs(language, 'questions'), ...readPairs(language, 'held-out')]
    expect(pairs.length).toBeGreaterThanOrEqual(20)
    const missed: string[] = []
    for (const { question, key } of pairs) {
      if (!(await linksFor(question)).slice(0, 5).includes(key)) missed.push(question)
    }
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(pairs.length * 0.1)
    const made: string[] = []
    for (const question of readOffTopic(language)) {
      if ((await linksFor(question)).length > 0) made.push(question)
    }
    expect(made.length, made.join('\n')).toBeLessThanOrEqual(1)
  })
})

test.each(languages)('the language of a question is recognised: %s', (language) => {
  const questions = [...readPairs(language, 'questions'), ...readPairs(language, 'held-out')]
  const wrong = questions.filter(({ question }) => {
    const fallback = language === 'en' ? 'ru' : 'en'
    return readQuestion(question, lexicon, fallback).language !== language
  })
  // A question of two bare nouns may be of several languages: then it is taken for the asker's own.
  expect(wrong.length, wrong.map((pair) => pair.question).join('\n')).toBeLessThanOrEqual(
    questions.length * 0.2,
  )
})

test.each([
  ['shoes', 'shoe'],
  ['running', 'run'],
  ['berries', 'berry'],
  ['کتابهای', 'کتاب'],
  ['روسریهایی', 'روسری'],
  ['العباءات', 'عباءة'],
  ['сковородку', 'сковорода'],
  ['кошек', 'кошки'],
  ['футболками', 'футболка'],
  ['telefonlarning', 'telefon'],
  ['ko‘ylaklarni', "ko'ylak"],
  ['laganingiz', 'lagan'],
])('%s and %s have one stem', (one, other) => {
  const [a, b] = [one, other].map((word) => tokenize(word)[0]!.stem)
  expect(a).toBe(b)
})

test('short words keep their letters', () => {
  expect(['gas', 'bus', 'мел', 'نان', 'non', 'thun'].map(stem)).toEqual([
    'gas',
    'bus',
    'мел',
    'نان',
    'non',
    'thun',
  ])
})

test.each([
  ['256GB', ['256', 'gb']],
  ['۱٫۷ لیتر', ['1.7', 'لیتر']],
  ['20,000 mAh', ['20000', 'mah']],
  ['1,50 €', ['1.5']],
  ["ko'ylak", ['koylak']],
  ['', []],
])('%s is read as %j', (text, words) => {
  expect(tokenize(text).map((token) => token.word)).toEqual(words)
})

describe('conditions', () => {
  test.each([
    ['tents under 500', null, '500.00'],
    ['up to 49.90 dollars', null, '49.90'],
    ['more than 300', '300.00', null],
    ['گوشی زیر ۵ میلیون تومان', null, '5000000.00'],
    ['بالای ۲۰۰ هزار', '200000.00', null],
    ['جوال اقل من 1000 ريال', null, '1000.00'],
    ['áo dưới 200k', null, '200000.00'],
    ['giày rẻ hơn 1 triệu', null, '1000000.00'],
    ['куртка до 5000 рублей', null, '5000.00'],
    ['не дороже 3 тысяч', null, '3000.00'],
    ['100 minggacha sovga', null, '100000.00'],
    ['2 mln dan qimmat', '2000000.00', null],
    ['shoes between 100 and 200 dollars', '100.00', '200.00'],
    ['کفش از ۱۰۰ تا ۲۰۰ هزار تومان', '100000.00', '200000.00'],
    ['áo từ 100k đến 200k', '100000.00', '200000.00'],
    ['куртка от 2000 до 5000', '2000.00', '5000.00'],
    ['between talk: phone 256 GB', null, null],
    ['мороз до 15 градусов', null, null],
    ['sleeping bag under 2 kg', null, null],
  ])('%s', (text, minPrice, maxPrice) => {
    expect(readConditions(tokenize(text)).conditions).toMatchObject({ minPrice, maxPrice })
  })

  test.each([
    'any discounts?',
    'تخفیف دارید',
    'هل يوجد خصم',
    'có giảm giá không',
    'есть скидки',
    'chegirma bormi',
  ])('discount: %s', (text) => {
    expect(readConditions(tokenize(text)).conditions.discounted).toBe(true)
  })

  test.each(['is it in stock', 'موجوده؟', 'هل هو متوفر', 'còn hàng không', 'есть в наличии', 'mavjudmi'])(
    'in stock: %s',
    (text) => {
      expect(readConditions(tokenize(text)).conditions.inStock).toBe(true)
    },
  )
})
