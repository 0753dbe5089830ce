import { Readable } from 'node:stream'
import { expect } from 'vitest'
import { readCsv } from '../../src/kernel/csv/read-csv.ts'
import { type BookedOrder, finalOf, piecesOf, totalOf } from './books.ts'
import { readLedger, type Shop, today } from './shop.ts'

const amount = (cents: bigint): number => Number(cents) / 100
const sum = <T>(items: T[], read: (item: T) => bigint): bigint =>
  items.reduce((all, item) => all + read(item), 0n)
/** In cents, half a cent up. */
const average = (cents: bigint, count: number): number =>
  count === 0 ? 0 : amount((2n * cents + BigInt(count)) / BigInt(2 * count))
const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const sorted = <T>(items: T[]): T[] => [...items].sort(byText)

function groups<T, Key>(items: T[], keyOf: (item: T) => Key): [Key, T[]][] {
  const found = new Map<Key, T[]>()
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item])
  return [...found]
}

const limits = { maxCellBytes: 1_000_000, maxColumns: 100 }

const ordersOf = ({ books }: Shop): BookedOrder[] => [...books.orders.values()]
const deliveredOf = (shop: Shop) => ordersOf(shop).filter(({ status }) => status === 'delivered')
async function read(shop: Shop, path: string) {
  const answer = await shop.api.get(path, shop.tokens.auditor)
  expect(answer.status, `${path}: ${answer.text}`).toBe(200)
  return answer.body
}

/** Every product's stock and every row of its ledger of this day; the low-stock list and the summary. */
export async function reconcileStock(shop: Shop): Promise<void> {
  for (const { id, stock: opening } of shop.products) {
    const closing = shop.books.stock.get(id)
    expect((await read(shop, `/api/products/${id}`)).stock, `stock of ${id}`).toBe(closing)
    const rows = (await readLedger(shop.api, shop.tokens.auditor, id)).reverse()
    const ofToday = rows.slice(shop.ledgerRows.get(id))
    const booked = shop.books.movements.get(id) ?? []
    expect(ofToday.map(({ type, quantity }) => ({ type, quantity }))).toEqual(booked)
    let stock = 0
    for (const [index, row] of rows.entries()) {
      expect(row.previous_stock, `row ${index} of the ledger of ${id}`).toBe(stock)
      if (index === shop.ledgerRows.get(id)) expect(stock).toBe(opening)
      stock = row.new_stock
    }
    expect(stock).toBe(closing)
  }
  const { summary } = await read(shop, '/api/inventory/summary')
  const stocks = [...shop.books.stock.values()]
  expect(summary).toMatchObject({
    total_products: shop.products.length,
    total_stock: stocks.reduce((all, stock) => all + stock, 0),
    out_of_stock_count: stocks.filter((stock) => stock === 0).length,
    total_inventory_value: amount(
      sum(
        shop.products,
        ({ id, price }) => BigInt(Math.round(price * 100)) * BigInt(shop.books.stock.get(id) ?? 0),
      ),
    ),
  })
  const low: { id: number; stock: number }[] = await read(shop, '/api/inventory/low-stock')
  expect(summary.low_stock_count).toBe(low.length)
  for (const { id, stock } of low) expect(stock).toBe(shop.books.stock.get(id))
}

/** Every order as its detail shows it, and the totals of the list under each filter. */
export async function reconcileOrders(shop: Shop): Promise<void> {
  for (const order of ordersOf(shop)) {
    const found = await read(shop, `/api/orders/${order.id}`)
    expect(found).toMatchObject({
      order_number: order.number,
      status: order.status,
      delivery_status: order.delivery,
      payment_status: order.payment,
      payment_method: order.method,
      sales_channel: order.channel,
      customer_id: order.customer,
      shipping_method_id: order.carrier,
      tracking_number: order.tracking,
      return_code: order.returnCode,
      total_amount: amount(totalOf(order)),
      discount_amount: amount(order.discount),
      shipping_fee: amount(order.fee),
      final_amount: amount(finalOf(order)),
    })
    expect(
      found.items.map((item: Record<string, number>) => [
        item.product_id,
        item.quantity,
        item.price,
        item.subtotal,
      ]),
    ).toEqual(
      order.lines.map((line) => [
        line.product,
        line.quantity,
        amount(line.price),
        amount(line.price * BigInt(line.quantity)),
      ]),
    )
  }
  const total = async (query: string) => (await read(shop, `/api/orders?limit=1&${query}`)).total
  expect(await total('')).toBe(shop.books.orders.size)
  expect(await total(`start_date=${today}&end_date=${today}`)).toBe(shop.books.orders.size)
  for (const key of ['status', 'delivery', 'payment'] as const) {
    for (const [value, orders] of groups(ordersOf(shop), (order) => order[key])) {
      const filter = key === 'status' ? key : `${key}_status`
      expect(await total(`${filter}=${value}`), `${filter}=${value}`).toBe(orders.length)
    }
  }
  const numbers = ordersOf(shop).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
}

/** Every shipment, and the totals of the list by status and carrier. */
export async function reconcileShipments(shop: Shop): Promise<void> {
  const shipments = [...shop.books.shipments.values()]
  for (const shipment of shipments) {
    expect(await read(shop, `/api/shipments/${shipment.id}`)).toMatchObject({
      order_id: shipment.order,
      carrier_id: shipment.carrier,
      tracking_number: shipment.tracking,
      status: shipment.status,
      actual_delivery_date: shipment.status === 'delivered' ? today : null,
      total_amount: amount(finalOf(shop.books.orders.get(shipment.order) as BookedOrder)),
    })
  }
  const total = async (query: string) => (await read(shop, `/api/shipments?limit=1&${query}`)).total
  expect(await total('')).toBe(shipments.length)
  for (const status of ['pending', 'in_transit', 'delivered', 'returned', 'cancelled']) {
    expect(await total(`status=${status}`)).toBe(shipments.filter((one) => one.status === status).length)
  }
  for (const carrier of shop.carriers) {
    expect(await total(`carrier_id=${carrier}`)).toBe(
      shipments.filter((one) => one.carrier === carrier).length,
    )
  }
}

export async function reconcileCustomers(shop: Shop): Promise<void> {
  expect((await read(shop, '/api/customers?limit=1')).total).toBe(shop.books.customers.size)
  for (const customer of shop.books.customers) {
    const history: { id: number; status: string; final_amount: number }[] = await read(
      shop,
      `/api/customers/${customer}/orders`,
    )
    const booked = ordersOf(shop).filter((order) => order.customer === customer)
    expect(sorted(history.map((row) => [row.id, row.status, row.final_amount]))).toEqual(
      sorted(booked.map((order) => [order.id, order.status, amount(finalOf(order))])),
    )
  }
}

/** Revenue is what delivered orders of the day come to; every report must find the same. */
export async function reconcileReports(shop: Shop): Promise<{ revenue: number; delivered: number }> {
  const delivered = deliveredOf(shop)
  const revenue = sum(delivered, finalOf)
  const range = `start_date=${today}&end_date=${today}`
  const report = (name: string) => read(shop, `/api/reports/${name}?${range}`)
  const figures = (orders: BookedOrder[]) => ({
    order_count: orders.length,
    revenue: amount(sum(orders, finalOf)),
  })

  const sales = await report('sales')
  expect(sales.sales).toEqual([
    {
      period: today,
      ...figures(delivered),
      avg_order_value: average(revenue, delivered.length),
      unique_customers: new Set(delivered.map(({ customer }) => customer).filter(Boolean)).size,
    },
  ])
  const money = await report('revenue')
  expect(money.summary).toEqual({
    total_revenue: amount(revenue),
    total_shipping: amount(sum(delivered, ({ fee }) => fee)),
    total_discounts: amount(sum(delivered, ({ discount }) => discount)),
    total_orders: delivered.length,
    avg_order_value: average(revenue, delivered.length),
  })
  expect(sorted(money.by_payment_method)).toEqual(
    sorted(
      groups(delivered, ({ method }) => method).map(([payment_method, orders]) => ({
        payment_method,
        ...figures(orders),
      })),
    ),
  )
  const statuses = groups(ordersOf(shop), ({ status }) => status)
  expect(sorted((await report('orders')).orders_by_status)).toEqual(
    sorted(
      statuses.map(([status, orders]) => ({
        status,
        count: orders.length,
        amount: amount(sum(orders, finalOf)),
      })),
    ),
  )
  expect(sorted((await report('sales-channels')).sales_by_channel)).toEqual(
    sorted(
      groups(ordersOf(shop), ({ channel }) => channel).map(([channel, orders]) => {
        const done = orders.filter(({ status }) => status === 'delivered')
        return {
          channel,
          order_count: orders.length,
          revenue: amount(sum(done, finalOf)),
          completed_orders: done.length,
          avg_order_value: average(sum(done, finalOf), done.length),
        }
      }),
    ),
  )
  await reconcileProductReport(shop, await report('products'))
  await reconcileTopCustomers(shop, sales.top_customers, await report('customers'))
  await reconcileDashboard(shop, amount(revenue))
  return { revenue: amount(revenue), delivered: delivered.length }
}

/** Pieces and proceeds of each product in delivered orders. */
async function reconcileProductReport(shop: Shop, rows: Record<string, number>[]): Promise<void> {
  const lines = deliveredOf(shop).flatMap((order) => order.lines)
  const expected = shop.products.map(({ id }) => {
    const own = lines.filter((line) => line.product === id)
    const proceeds = sum(own, (line) => line.price * BigInt(line.quantity))
    return [id, shop.books.stock.get(id), piecesOf({ lines: own }), amount(proceeds)]
  })
  expect(sorted(rows.map((row) => [row.id, row.stock, row.total_sold, row.revenue]))).toEqual(
    sorted(expected),
  )
}

async function reconcileTopCustomers(
  shop: Shop,
  top: { id: number; order_count: number; total_spent: number }[],
  report: { summary: object },
): Promise<void> {
  const buyers = groups(
    deliveredOf(shop).filter(({ customer }) => customer !== null),
    ({ customer }) => customer as number,
  )
  const spent = buyers
    .map(([id, orders]) => ({
      id,
      order_count: orders.length,
      total_spent: amount(sum(orders, finalOf)),
    }))
    .sort((a, b) => b.total_spent - a.total_spent || b.order_count - a.order_count || a.id - b.id)
  expect(top.map(({ id, order_count, total_spent }) => ({ id, order_count, total_spent }))).toEqual(
    spent.slice(0, 10),
  )
  expect(report.summary).toEqual({
    total_customers: shop.books.customers.size,
    new_customers: shop.books.customers.size,
    active_customers: buyers.length,
    returning_customers: buyers.filter(([, orders]) => orders.length > 1).length,
  })
}

async function reconcileDashboard(shop: Shop, revenue: number): Promise<void> {
  const { overview, ordersByStatus } = await read(shop, '/api/dashboard/stats?period=1')
  expect(overview).toMatchObject({
    totalRevenue: revenue,
    totalOrders: shop.books.orders.size,
    totalCustomers: shop.books.customers.size,
    totalProducts: shop.products.length,
  })
  expect(sorted(ordersByStatus)).toEqual(
    sorted(
      groups(ordersOf(shop), ({ status }) => status).map(([status, { length }]) => ({
        status,
        count: length,
      })),
    ),
  )
}

/** The exported order book: one row an order, with its status, pieces and final amount. */
export async function reconcileExport(shop: Shop): Promise<void> {
  const { status, text } = await shop.api.get('/api/reports/export?type=orders', shop.tokens.auditor)
  expect(status).toBe(200)
  const rows: string[][] = []
  for await (const { cells } of readCsv(Readable.from([Buffer.from(text)]), limits)) rows.push(cells)
  const header = rows.shift() ?? []
  const names = ['order_number', 'status', 'total_quantity', 'final_amount']
  const exported = rows.map((cells) => names.map((name) => cells[header.indexOf(name)]))
  const booked = ordersOf(shop).map((order) => [
    order.number,
    order.status,
    String(piecesOf(order)),
    amount(finalOf(order)).toFixed(2),
  ])
  expect(sorted(exported)).toEqual(sorted(booked))
}
