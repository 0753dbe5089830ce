import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerWorkspaces } from '../workspaces/index.ts'
import { registerSalesReports } from './index.ts'

// Every report is compared with a model that adds up the plain rows of orders and items in hundredths, with days by `Intl`.

const now = '2026-04-20T15:30:00.000Z'
let app: TestApp
let shop: SignedInUser
let other: SignedInUser
const products: number[] = []
const customers: number[] = []

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerWorkspaces, registerOrders, registerCustomers, registerSalesReports],
    now,
  })
  shop = await createOwner(app.services)
  other = await createOwner(app.services)
  for (let n = 0; n < 14; n++) products.push(await insertProduct(app, shop, { name: `P${n}`, stock: 1e6 }))
  for (let n = 0; n < 13; n++)
    customers.push((await app.post('/api/customers', { name: `C${n}` }, shop.token)).body.id)
})
afterAll(() => app.close())

/** A repeatable sequence of numbers from 0 to below 1 (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const random = sequence(20260420)
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
const below = (limit: number) => Math.floor(random() * limit)

async function placeRandomOrder(owner: SignedInUser, ids: number[]): Promise<number> {
  const items = Array.from({ length: 1 + below(4) }, () => ({
    product_id: pick(ids),
    quantity: 1 + below(5),
    price: below(100_000) / 100,
  }))
  const answer = await app.post(
    '/api/orders',
    {
      items,
      status: pick(['pending', 'confirmed', 'shipped', 'delivered', 'delivered']),
      customer_id: owner === shop ? pick([null, ...customers]) : null,
      shipping_fee: below(5000) / 100,
      payment_method: pick(['cash', 'card', 'bank_transfer']),
      payment_status: pick(['paid', 'unpaid']),
      sales_channel: pick([null, 'store', 'online']),
      seller_id: pick([null, owner.userId]),
    },
    owner.token,
  )
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

/** Something that happens to an order; refusals (a final status, a deleted order) are part of the game. */
function disturb(id: number): Promise<unknown> {
  const { db } = app.services
  const status = (value: string) => app.patch(`/api/orders/${id}/status`, { status: value }, shop.token)
  return pick([
    () => status('delivered'),
    () => status('delivered'),
    () => status('returned'),
    () => status('cancelled'),
    () => status('shipped'),
    () => app.delete(`/api/orders/${id}`, shop.token),
    () =>
      app.put(
        `/api/orders/${id}`,
        { customer_id: pick(customers), status: pick(['delivered', 'returned']) },
        shop.token,
      ),
    // What a store's connector may do: the whole order anew, in one transaction.
    () =>
      db.transaction(async (tx) => {
        const rows = await tx.query('select 1 from orders where id = $1 for update', [id])
        if (rows.length === 0) return
        await tx.query('delete from order_items where order_id = $1', [id])
        const quantity = 1 + below(9)
        await tx.query(
          `insert into order_items (workspace_id, order_id, line_number, product_id, product_name, quantity, price)
           values ($1, $2, 1, $3, 'again', $4, 12.34)`,
          [shop.workspaceId, id, pick(products), quantity],
        )
        await tx.query('update orders set total_amount = $2, total_quantity = $3 where id = $1', [
          id,
          (12.34 * quantity).toFixed(2),
          quantity,
        ])
      }),
  ])()
}

interface Order {
  id: number
  day: string
  status: string
  customer: number | null
  seller: number | null
  method: string
  paid: boolean
  channel: string | null
  final: number
  discount: number
  shipping: number
  items: { product: number; quantity: number; hundredths: number }[]
}

/** All orders of the workspace with the local day of their creation. */
async function readOrders(timeZone: string): Promise<Order[]> {
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const hundredths = (text: string) => Math.round(Number(text) * 100)
  const rows = await app.services.db.query<Record<string, string> & { id: number; items: [] }>(
    `select o.*, (select json_agg(i) from order_items i where i.order_id = o.id) as items from orders o where workspace_id = $1`,
    [shop.workspaceId],
  )
  return rows.map((row) => ({
    id: row.id,
    day: dayOf.format(new Date(row.created_at as string)),
    status: row.status as string,
    customer: row.customer_id as unknown as number | null,
    seller: row.seller_id as unknown as number | null,
    method: row.payment_method as string,
    paid: row.payment_status === 'paid',
    channel: row.sales_channel as string | null,
    final: hundredths(row.final_amount as string),
    discount: hundredths(row.discount_amount as string),
    shipping: hundredths(row.shipping_fee as string),
    items: (row.items as { product_id: number; quantity: number; price: number }[]).map((item) => ({
      product: item.product_id,
      quantity: item.quantity,
      hundredths: item.quantity * Math.round(item.price * 100),
    })),
  }))
}

const sum = <T>(rows: T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)
const money = (rows: Order[]) => sum(rows, (order) => order.final) / 100
const mean = (rows: Order[]) =>
  rows.length === 0 ? 0 : Math.round(sum(rows, (order) => order.final) / rows.length) / 100
const distinct = <T>(values: T[]) => [...new Set(values)]
const by = <T, K>(rows: T[], of: (row: T) => K): [K, T[]][] =>
  distinct(rows.map(of)).map((key) => [key, rows.filter((row) => of(row) === key)])

/** The Monday of a day's week, or its month. */
function periodOf(day: string, grouping: string): string {
  if (grouping === 'month') return day.slice(0, 7)
  if (grouping === 'day') return day
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

function soldProducts(sold: Order[]) {
  const items = sold.flatMap((order) => order.items)
  return by(items, (item) => item.product).map(([id, rows]) => ({
    id,
    total_sold: sum(rows, (item) => item.quantity),
    revenue: sum(rows, (item) => item.hundredths) / 100,
  }))
}

function topCustomers(sold: Order[]) {
  return by(
    sold.filter((order) => order.customer !== null),
    (order) => order.customer,
  )
    .map(([id, rows]) => ({ id, order_count: rows.length, total_spent: money(rows) }))
    .sort(
      (a, b) => b.total_spent - a.total_spent || b.order_count - a.order_count || Number(a.id) - Number(b.id),
    )
    .slice(0, 10)
}

async function compareReports(timeZone: string, start: string, end: string): Promise<void> {
  const everything = await readOrders(timeZone)
  const orders = everything.filter((order) => order.day >= start && order.day <= end)
  const sold = orders.filter((order) => order.status === 'delivered')
  const range = `start_date=${start}&end_date=${end}`
  const read = async (path: string) => {
    const { status, body } = await app.get(`/api/reports/${path}`, shop.token)
    expect(status).toBe(200)
    return body
  }
  const topProducts = soldProducts(sold)
    .sort((a, b) => b.total_sold - a.total_sold || b.revenue - a.revenue || a.id - b.id)
    .slice(0, 10)

  for (const grouping of ['day', 'week', 'month']) {
    const body = await read(`sales?${range}&group_by=${grouping}`)
    expect(body.period).toEqual({ start, end, group_by: grouping })
    expect(body.sales).toEqual(
      by(sold, (order) => periodOf(order.day, grouping))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([period, rows]) => ({
          period,
          order_count: rows.length,
          revenue: money(rows),
          avg_order_value: mean(rows),
          unique_customers: distinct(rows.flatMap((order) => order.customer ?? [])).length,
        })),
    )
    expect(body.top_products).toEqual(topProducts.map((row) => expect.objectContaining(row)))
    expect(body.top_customers).toEqual(topCustomers(sold).map((row) => expect.objectContaining(row)))
  }

  const revenue = await read(`revenue?${range}`)
  expect(revenue.summary).toEqual({
    total_revenue: money(sold),
    total_shipping: sum(sold, (order) => order.shipping) / 100,
    total_discounts: sum(sold, (order) => order.discount) / 100,
    total_orders: sold.length,
    avg_order_value: mean(sold),
  })
  expect(revenue.by_payment_method).toEqual(
    by(sold, (order) => order.method)
      .map(([method, rows]) => ({ payment_method: method, order_count: rows.length, revenue: money(rows) }))
      .sort((a, b) => b.revenue - a.revenue),
  )

  const list: { id: number; revenue: number }[] = await read(`products?${range}`)
  const revenues = new Map(soldProducts(sold).map((row) => [row.id, row]))
  expect(list.map(({ id }) => id).sort((a, b) => a - b)).toEqual(products)
  expect(list).toEqual(
    list.map(({ id }) => {
      const { total_sold = 0, revenue = 0 } = revenues.get(id) ?? {}
      return expect.objectContaining({ total_sold, revenue })
    }),
  )
  expect(list.map((row) => row.revenue)).toEqual(list.map((row) => row.revenue).sort((a, b) => b - a))

  const report = await read(`orders?${range}`)
  const count = (...statuses: string[]) => orders.filter((order) => statuses.includes(order.status)).length
  const summary = {
    total_orders: orders.length,
    open_orders: count('pending', 'confirmed', 'processing', 'shipped'),
    completed_orders: sold.length,
    cancelled_orders: count('cancelled'),
    returned_orders: count('returned'),
    total_revenue: money(sold),
    avg_order_value: mean(sold),
  }
  expect(report.summary).toEqual(summary)
  expect(new Set(report.orders_by_status)).toEqual(
    new Set(
      by(orders, (order) => order.status).map(([status, rows]) => ({
        status,
        count: rows.length,
        amount: money(rows),
      })),
    ),
  )
  expect(report.orders_by_day).toEqual(
    by(orders, (order) => order.day)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([date, rows]) => {
        const done = rows.filter((order) => order.status === 'delivered')
        return {
          date,
          order_count: rows.length,
          completed_orders: done.length,
          revenue: money(done),
        }
      }),
  )

  const buyers = await read(`customers?${range}`)
  const perCustomer = by(
    sold.filter((order) => order.customer !== null),
    (order) => order.customer,
  )
  expect(buyers.summary).toMatchObject({
    total_customers: customers.length,
    active_customers: perCustomer.length,
    returning_customers: perCustomer.filter(([, rows]) => rows.length > 1).length,
  })
  expect(buyers.top_customers).toEqual(topCustomers(sold).map((row) => expect.objectContaining(row)))

  const { sales_by_channel: channels } = await read(`sales-channels?${range}`)
  expect(new Set(channels)).toEqual(
    new Set(
      by(orders, (order) => order.channel).map(([channel, rows]) => {
        const done = rows.filter((order) => order.status === 'delivered')
        return {
          channel,
          order_count: rows.length,
          revenue: money(done),
          completed_orders: done.length,
          avg_order_value: mean(done),
        }
      }),
    ),
  )

  const closing = await read(`end-of-day?date=${end}`)
  const today = everything.filter((order) => order.day === end)
  const done = today.filter((order) => order.status === 'delivered')
  expect(closing.summary).toMatchObject({
    total_orders: today.length,
    completed_orders: done.length,
    total_revenue: money(done),
    items_sold: sum(done, (order) => sum(order.items, (item) => item.quantity)),
    paid_amount: money(done.filter((order) => order.paid)),
    unpaid_amount: money(done.filter((order) => !order.paid)),
  })
  expect(
    new Set(closing.by_seller.map((row: { seller_name: string; revenue: number }) => row.revenue)),
  ).toEqual(
    new Set(
      by(today, (order) => order.seller).map(([, rows]) =>
        money(rows.filter((order) => order.status === 'delivered')),
      ),
    ),
  )
}

test('after random changes and races every report is what the plain rows add up to, in every time zone', async () => {
  const { db } = app.services
  const ids: number[] = []
  for (let round = 0; round < 8; round++) {
    ids.push(...(await Promise.all(Array.from({ length: 12 }, () => placeRandomOrder(shop, products)))))
    // Some instants are on both sides of midnights and of the clock changes of spring.
    for (const id of ids.slice(-12)) {
      const at = new Date(Date.parse('2026-02-20T00:00:00Z') + below(58 * 24 * 4) * 900_000)
      await db.query('update orders set created_at = $2 where id = $1', [id, at])
    }
    // Several changes of one order at once, and of many orders at once.
    const victims = Array.from({ length: 10 }, () => pick(ids))
    await Promise.all([...victims, ...victims.slice(0, 5)].map(disturb))
  }
  const foreign = await insertProduct(app, other, { stock: 100 })
  await placeRandomOrder(other, [foreign])

  const statuses = await db.query<{ status: string }>('select distinct status from orders')
  expect(statuses.length).toBeGreaterThanOrEqual(5)
  const zones = [
    'Asia/Ho_Chi_Minh',
    'America/New_York',
    'America/Santiago',
    'Africa/Cairo',
    'Asia/Tehran',
    'Pacific/Kiritimati',
    'UTC',
  ]
  for (const zone of zones) {
    const changed = await app.patch('/api/v1/workspace', { time_zone: zone }, shop.token)
    expect(changed.status, changed.text).toBe(200)
    await compareReports(zone, '2026-02-22', '2026-04-19')
    await compareReports(zone, '2026-03-08', '2026-03-08')
    await compareReports(zone, '2026-03-29', '2026-04-05')
    await compareReports(zone, '2026-04-19', '2026-03-01')
  }
})
