import { describe, expect, test } from 'vitest'
import {
  addToCart,
  type CartLine,
  type CartProduct,
  fromMinor,
  orderBody,
  percentOf,
  toMinor,
  totalsOf,
} from './cart.ts'

function product(facts: Partial<CartProduct> = {}): CartProduct {
  return { id: 1, name: 'Teapot', sku: 'TEA-1', stock: 5, image_url: null, price: 19.99, ...facts }
}

function line(quantity: number | null, price: number | null, facts: Partial<CartProduct> = {}): CartLine {
  return { product: product(facts), quantity, price }
}

describe('amounts', () => {
  test('are exact where sums of floats drift', () => {
    expect(fromMinor(totalsOf([line(3, 19.99)], null, null).total)).toBe('59.97')
    expect(fromMinor(totalsOf([line(1, 0.1), line(1, 0.2)], null, null).total)).toBe('0.30')
  })

  test('survive the largest price the server takes', () => {
    expect(toMinor(999_999_999_999.99)).toBe(99_999_999_999_999n)
    expect(fromMinor(99_999_999_999_999n)).toBe('999999999999.99')
  })

  test('below one unit and below zero keep their zeros and their sign', () => {
    expect(fromMinor(5n)).toBe('0.05')
    expect(fromMinor(-5n)).toBe('-0.05')
    expect(fromMinor(0n)).toBe('0.00')
  })
})

describe('totals', () => {
  test('are goods minus discount plus shipping', () => {
    const totals = totalsOf([line(5, 100_000)], 50_000, 30_000)
    expect(fromMinor(totals.final)).toBe('480000.00')
  })

  test('count a line that is being typed as nothing', () => {
    expect(totalsOf([line(null, 10), line(2, null)], null, null).total).toBe(0n)
  })
})

describe('the discount of a customer group', () => {
  test('is rounded half up to what the currency can pay', () => {
    expect(percentOf(toMinor(107_505), 10, 0)).toBe(10_751)
    expect(percentOf(toMinor(107_504), 10, 0)).toBe(10_750)
    expect(percentOf(toMinor(0.05), 10, 2)).toBe(0.01)
    expect(percentOf(toMinor(19.99), 12.5, 2)).toBe(2.5)
  })

  test('is exact for the largest order', () => {
    expect(percentOf(toMinor(9_999_999_999_999.99), 100, 2)).toBe(9_999_999_999_999.99)
  })
})

describe('adding to the cart', () => {
  test('puts the same product on one line', () => {
    const once = addToCart([], product())
    const twice = addToCart(once.lines, product())
    expect(twice.lines.map(({ quantity }) => quantity)).toEqual([2])
  })

  test('stops at the stock', () => {
    const full = addToCart([line(5, 19.99)], product())
    expect(full.added).toBe(false)
    expect(full.lines[0]?.quantity).toBe(5)
    expect(addToCart([], product({ stock: 0 }))).toEqual({ lines: [], added: false })
  })

  test('keeps a price that was agreed', () => {
    expect(addToCart([line(1, 15)], product()).lines[0]?.price).toBe(15)
  })
})

test('the body carries the totals that the person saw, and nulls for empty fields', () => {
  const body = orderBody([line(3, 19.99)], {
    customer: null,
    sellerId: 4,
    branchId: null,
    shippingMethodId: 2,
    discount: 0.97,
    shippingFee: null,
    paymentMethod: 'cash',
    paymentStatus: 'unpaid',
    channel: null,
    address: '  ',
    phone: '',
    notes: ' fragile ',
  })
  expect(body.items).toEqual([{ product_id: 1, quantity: 3, price: 19.99 }])
  expect([body.total_amount, body.final_amount]).toEqual([59.97, 59])
  expect([body.seller_id, body.branch_id, body.shipping_method_id]).toEqual([4, null, 2])
  expect([body.customer_id, body.shipping_address, body.shipping_phone, body.notes]).toEqual([
    null,
    null,
    null,
    'fragile',
  ])
})
