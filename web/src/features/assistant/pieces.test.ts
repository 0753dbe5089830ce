import { expect, test } from 'vitest'
import { piecesOf } from './pieces.ts'

const shop = 'https://shop.example.com/tea'

test('an answer is taken apart at the addresses of its sources alone', () => {
  expect(
    piecesOf(`Tea: ${shop}pot, cups: ${shop}. Win: https://other.example.com`, [shop, `${shop}pot`]),
  ).toEqual([
    { text: 'Tea: ', isLink: false, at: 0 },
    { text: `${shop}pot`, isLink: true, at: 5 },
    { text: ', cups: ', isLink: false, at: 36 },
    { text: shop, isLink: true, at: 44 },
    { text: '. Win: https://other.example.com', isLink: false, at: 72 },
  ])
})

test('without sources, and with an empty link, it stays whole', () => {
  const whole = [{ text: 'Tea', isLink: false, at: 0 }]
  expect(piecesOf('Tea', [])).toEqual(whole)
  expect(piecesOf('Tea', [''])).toEqual(whole)
  expect(piecesOf('', [shop])).toEqual([])
})
