import { expect, test } from 'vitest'
import { canDelete, mainStep, nextStatuses, shipmentStatuses } from './status.ts'

test('a shipment moves forward only, and nothing leaves a final status', () => {
  expect(nextStatuses('pending')).toEqual(['in_transit', 'delivered', 'cancelled'])
  expect(nextStatuses('in_transit')).toEqual(['delivered', 'returned', 'cancelled'])
  for (const status of ['delivered', 'returned', 'cancelled'] as const) {
    expect(nextStatuses(status)).toEqual([])
  }
})

test('the main button is always an allowed step', () => {
  for (const status of shipmentStatuses) {
    const main = mainStep(status)
    if (main !== null) expect(nextStatuses(status)).toContain(main)
  }
})

test('only what never left the shop can be deleted', () => {
  expect(shipmentStatuses.filter(canDelete)).toEqual(['pending', 'cancelled'])
})
