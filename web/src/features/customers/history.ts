import type { CustomerOrder } from './api.ts'

export type HistoryTotals = {
  /** All orders, also cancelled and returned ones. */
  count: number
  /** Σ of the final amounts of orders that are neither cancelled nor returned, in major units. */
  spent: number
  /** `spent` per such order; null without one. */
  average: number | null
  cancelled: number
  /** When the newest order was placed. */
  last: string | null
}

/** What an order history, newest first, comes to; summed in hundredths, so that no cent is lost. */
export function totalsOf(orders: CustomerOrder[]): HistoryTotals {
  const kept = orders.filter(({ status }) => status !== 'cancelled' && status !== 'returned')
  const hundredths = kept.reduce((sum, order) => sum + Math.round(order.final_amount * 100), 0)
  return {
    count: orders.length,
    spent: hundredths / 100,
    average: kept.length === 0 ? null : Math.round(hundredths / kept.length) / 100,
    cancelled: orders.length - kept.length,
    last: orders[0]?.created_at ?? null,
  }
}
