import { expect, test } from 'vitest'
import type { CustomerOrder } from './api.ts'
import { totalsOf } from './history.ts'

const order = (id: number, status: string, final_amount: number) =>
  ({ id, status, final_amount, created_at: `2026-03-0${9 - id}T00:00:00.000Z` }) as CustomerOrder

test('sums exactly, leaves out what was cancelled or given back, and counts it', () => {
  const totals = totalsOf([
    order(1, 'delivered', 0.1),
    order(2, 'pending', 0.2),
    order(3, 'cancelled', 500),
    order(4, 'returned', 700),
  ])
  expect(totals).toEqual({
    count: 4,
    spent: 0.3,
    average: 0.15,
    cancelled: 2,
    last: '2026-03-08T00:00:00.000Z',
  })
})

test('a customer who bought nothing has no average and no last order', () => {
  expect(totalsOf([])).toMatchObject({ count: 0, spent: 0, average: null, last: null })
  expect(totalsOf([order(1, 'cancelled', 5)])).toMatchObject({ count: 1, spent: 0, average: null })
})
