import { expect, test } from 'vitest'
import { cashFor } from './cash.ts'

test('the change is exact to the last decimal', () => {
  expect(cashFor(5_997n, 100)).toEqual({ received: 100, change: '40.03' })
  expect(cashFor(30n, 0.3)).toEqual({ received: 0.3, change: '0.00' })
})

test('nothing typed means the exact amount', () => {
  expect(cashFor(480_000_00n, null)).toEqual({ received: 480_000, change: '0.00' })
})

test('too little is no payment', () => {
  expect(cashFor(5_997n, 59.96)).toBeNull()
  expect(cashFor(1n, 0)).toBeNull()
})
