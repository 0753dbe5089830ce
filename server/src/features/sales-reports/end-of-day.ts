import { addDays, startOfDay } from '../../kernel/clock/calendar.ts'
import type { Database, Executor } from '../../kernel/database/database.ts'
import { total } from './figures.ts'
import { type ReportScope, readTopProducts } from './report-queries.ts'
import { orderSummary } from './reports.ts'
import { onSnapshot } from './snapshot.ts'

/** Orders of the day that agree in everything the report looks at. Amounts are sums. */
interface DayGroup {
  status: string
  payment_status: string
  payment_method: string
  seller_id: number | null
  seller_name: string | null
  count: number
  amount: number
  discounts: number
  shipping: number
  quantity: number
}

/**
 * What a shop looks at when it closes: the orders created on one day of the workspace, by payment method (what is paid, what
 * is still to come) and by seller, with the best sellers. Sold and collected are those of delivered orders.
 */
export function endOfDayReport(db: Database, workspaceId: number, timeZone: string, day: string) {
  const range = {
    firstDay: day,
    lastDay: day,
    start: startOfDay(day, timeZone),
    end: startOfDay(addDays(day, 1), timeZone),
  }
  const scope = { workspaceId, timeZone, range }
  return onSnapshot(db, async (tx) => {
    const groups = await readDay(tx, scope)
    const sold = groups.filter((group) => group.status === 'delivered')
    return {
      date: day,
      summary: {
        ...orderSummary(groups),
        items_sold: total(sold, 'quantity'),
        total_discounts: total(sold, 'discounts'),
        total_shipping: total(sold, 'shipping'),
        paid_amount: total(sold.filter(isPaid), 'amount'),
        unpaid_amount: total(
          sold.filter((group) => !isPaid(group)),
          'amount',
        ),
      },
      by_payment_method: byPaymentMethod(sold),
      by_seller: bySeller(groups),
      top_products: await readTopProducts(tx, scope),
    }
  })
}

const isPaid = (group: DayGroup) => group.payment_status === 'paid'

function byPaymentMethod(sold: DayGroup[]) {
  return [...new Set(sold.map((group) => group.payment_method))]
    .map((method) => {
      const own = sold.filter((group) => group.payment_method === method)
      return {
        payment_method: method,
        order_count: total(own, 'count'),
        revenue: total(own, 'amount'),
        paid_amount: total(own.filter(isPaid), 'amount'),
      }
    })
    .sort((a, b) => b.revenue - a.revenue || (a.payment_method < b.payment_method ? -1 : 1))
}

function bySeller(groups: DayGroup[]) {
  return [...new Set(groups.map((group) => group.seller_id))]
    .map((seller) => {
      const own = groups.filter((group) => group.seller_id === seller)
      const sold = own.filter((group) => group.status === 'delivered')
      return {
        seller_id: seller,
        seller_name: own[0]?.seller_name ?? null,
        order_count: total(own, 'count'),
        completed_orders: total(sold, 'count'),
        revenue: total(sold, 'amount'),
      }
    })
    .sort((a, b) => b.revenue - a.revenue || (a.seller_id ?? 0) - (b.seller_id ?? 0))
}

function readDay(db: Executor, { workspaceId, range }: ReportScope): Promise<DayGroup[]> {
  return db.query<DayGroup>(
    `select s.*, coalesce(nullif(u.full_name, ''), u.username, u.email) as seller_name
     from (
       select status, payment_status, payment_method, seller_id, count(*) as count, sum(final_amount)::float8 as amount,
         sum(discount_amount)::float8 as discounts, sum(shipping_fee)::float8 as shipping, sum(total_quantity)::int8 as quantity
       from orders where workspace_id = $1 and created_at >= $2 and created_at < $3 group by 1, 2, 3, 4) s
     left join users u on u.id = s.seller_id`,
    [workspaceId, range.start, range.end],
  )
}
