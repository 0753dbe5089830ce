import { expect, test } from 'vitest'
import { canDelete, mainStep, nextStatuses, orderStatuses } from './status.ts'

test('open orders move freely among themselves and to shipped, delivered and cancelled', () => {
  for (const status of ['pending', 'confirmed', 'processing'] as const) {
    const others = ['pending', 'confirmed', 'processing'].filter((one) => one !== status)
    expect([...nextStatuses(status)].sort()).toEqual([...others, 'shipped', 'delivered', 'cancelled'].sort())
  }
})

test('what has left can only arrive or come back', () => {
  expect(nextStatuses('shipped')).toEqual(['delivered', 'returned'])
  expect(nextStatuses('delivered')).toEqual(['returned'])
})

test('cancelled and returned are final', () => {
  expect(nextStatuses('cancelled')).toEqual([])
  expect(nextStatuses('returned')).toEqual([])
})

test('the main step is always an allowed one', () => {
  for (const status of orderStatuses) {
    const step = mainStep(status)
    if (step !== null) expect(nextStatuses(status)).toContain(step)
  }
})

test('only pending and cancelled orders can be deleted', () => {
  expect(orderStatuses.filter(canDelete)).toEqual(['pending', 'cancelled'])
})
