import { expect, test } from 'vitest'
import { postWeight } from './x-weight.ts'

test.each([
  ['', 0],
  ['x'.repeat(280), 280],
  ['چای تازه رسید', 13],
  ['Trà — “tươi”', 12],
  ['mới', 4],
  ['新茶', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👍', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['🇻🇳🇺🇿', 4],
  ['1', 1],
  ['#', 1],
  [`https://shop.example.com/${'x'.repeat(300)}`, 23],
  ['http://a.co', 23],
  ['See https://shop.example.com/tea?size=2, now!', 33],
  ['(https://shop.example.com)', 25],
  ['https://a.example.com https://b.example.com', 47],
  ['https://localhost', 17],
  ['a\nb', 3],
])('%j weighs %d', (text, weight) => {
  expect(postWeight(text)).toBe(weight)
})

test.each([
  ['marks after an address', `http://a.co/${'!'.repeat(100_000)}a`],
  ['addresses', 'https://a.co/,'.repeat(7_000)],
  ['hosts without an end', `http://${'a.'.repeat(50_000)}1`],
  ['emoji', '👨‍👩‍👧‍👦'.repeat(9_000)],
])('%s of 100,000 signs are weighed at once', (_what, text) => {
  const start = performance.now()
  postWeight(text)
  expect(performance.now() - start).toBeLessThan(1000)
})
