import { describe, expect, test } from 'vitest'
import { ApiError } from '../../app/api-error.ts'
import { type CartLine, totalsOf } from './cart.ts'
import { curlCommand, shellQuoted } from './curl.ts'
import { exactMatch } from './exact-match.ts'
import { problemsBefore, problemsOf } from './order-problems.ts'

function line(id: number, name: string, quantity: number | null = 1, price: number | null = 10): CartLine {
  return { product: { id, name, sku: null, stock: 3, image_url: null, price: 10 }, quantity, price }
}

const lines = [line(7, 'Cup'), line(9, 'Pot: large')]
const refusal = (message: string, fields: Record<string, string> = {}) =>
  new ApiError({ status: 400, message, fields })

describe('a refusal', () => {
  test('for lack of stock stands at the line of that product', () => {
    expect(problemsOf(refusal('Insufficient stock for product: Pot: large'), lines)).toEqual({
      lines: { 1: 'stock' },
      fields: [],
      general: false,
    })
  })

  test('of an unknown product stands at its line', () => {
    expect(problemsOf(refusal('Invalid product ID: 7'), lines).lines).toEqual({ 0: 'gone' })
  })

  test('of a seller, branch or shipping method that is gone stands at its field', () => {
    const fields = ['Invalid seller ID', 'Invalid branch ID', 'Invalid shipping method ID'].map(
      (message) => problemsOf(refusal(message), lines).fields,
    )
    expect(fields).toEqual([['seller'], ['branch'], ['method']])
  })

  test('with field errors stands at line and field', () => {
    const error = refusal('Quantity must be at least 1', {
      'items[1].quantity': 'Quantity must be at least 1',
      discount_amount: 'Discount cannot exceed the total amount',
    })
    expect(problemsOf(error, lines)).toEqual({
      lines: { 1: 'quantity' },
      fields: ['discount'],
      general: false,
    })
  })

  test('about nothing on the form is shown in general', () => {
    expect(problemsOf(refusal('Items are required'), lines).general).toBe(true)
    expect(problemsOf(refusal('Insufficient stock for product: Spoon'), lines).general).toBe(true)
    expect(problemsOf(refusal('x', { status: 'Invalid status' }), lines).general).toBe(true)
  })
})

test('quantities, prices and discounts are checked before asking the server', () => {
  const cart = [line(1, 'A', null), line(2, 'B', 4), line(3, 'C', 1, null), line(4, 'D', 2)]
  const { lines: atLines, fields } = problemsBefore(cart, totalsOf(cart, 1_000, null))
  expect(atLines).toEqual({ 0: 'quantity', 1: 'stock', 2: 'price' })
  expect(fields).toEqual(['discount'])
})

describe('a scanned code', () => {
  const products = [
    { id: 1, sku: '4006381', barcode: null },
    { id: 2, sku: 'PEN-1', barcode: '4006381' },
  ]

  test('means the barcode before the SKU, in any case', () => {
    expect(exactMatch(products, ' 4006381 ')?.id).toBe(2)
    expect(exactMatch(products, 'pen-1')?.id).toBe(2)
  })

  test('never means a product that only contains it', () => {
    expect(exactMatch(products, '400638')).toBeUndefined()
    expect(exactMatch(products, '  ')).toBeUndefined()
  })
})

test('the curl command survives quotes in names and notes', () => {
  expect(shellQuoted("it's")).toBe(`'it'\\''s'`)
  const command = curlCommand('http://shop.example.com', { notes: "it's" }, 'token', 'key')
  expect(command).toContain(`-d '{"notes":"it'\\''s"}'`)
  expect(command).toContain(`'http://shop.example.com/api/orders'`)
})
