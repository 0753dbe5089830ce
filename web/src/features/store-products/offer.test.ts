import { expect, test } from 'vitest'
import { offerOf } from './offer.ts'

test('an offer of a shop strikes out the price before', () => {
  const prices = { final_price: '850000.00', price: '850000.00', original_price: '950000.00' }
  expect(offerOf(prices)).toEqual({ price: '850000.00', before: '950000.00', off: 0.11 })
})

test('a discount that was entered here strikes out the listed price', () => {
  const prices = { final_price: '80.00', price: '100.00', original_price: null }
  expect(offerOf(prices)).toEqual({ price: '80.00', before: '100.00', off: 0.2 })
})

test('nothing is struck out without an offer, under a higher price or without any price', () => {
  const bare = { price: '9.50', before: null, off: null }
  expect(offerOf({ final_price: '9.50', price: '9.50', original_price: null })).toEqual(bare)
  expect(offerOf({ final_price: '9.50', price: '9.50', original_price: '9.00' })).toEqual(bare)
  const none = { price: null, before: null, off: null }
  expect(offerOf({ final_price: null, price: null, original_price: '9.00' })).toEqual(none)
})

test('a discount too small for a whole percent names no percentage', () => {
  const prices = { final_price: '999999.00', price: '999999.00', original_price: '1000000.00' }
  expect(offerOf(prices).off).toBeNull()
})
