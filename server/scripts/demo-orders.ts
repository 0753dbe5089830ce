import { type DemoApi, until } from './demo-api.ts'

const dayMs = 86_400_000

export interface DemoStock {
  products: { id: number; name: string; sku: string; price: number; stock: number }[]
  customers: { id: number; name: string; email: string; phone: string; address: string }[]
  branches: { id: number; name: string }[]
  carriers: { id: number; name: string; cost: number }[]
  sellers: number[]
  notes: { giftWrap: string }
}

interface Line {
  product: DemoStock['products'][number]
  quantity: number
}

const below = (n: number) => Math.floor(Math.random() * n)
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
const chance = (share: number) => Math.random() < share
const tracking = () => `DM${Date.now().toString().slice(-6)}${100 + below(900)}`

function chooseLines(products: DemoStock['products']): Line[] {
  const chosen = new Set(Array.from({ length: 1 + below(3) }, () => pick(products)))
  return [...chosen].map((product) => ({ product, quantity: 1 + below(3) }))
}

/** Where orders come from; those that are not sold in the shop are sent. */
const channels = ['store', 'store', 'store', 'online', 'online', 'facebook', 'tiktok'] as const
const methods = ['cash', 'cash', 'card', 'bank_transfer'] as const

/**
 * Two months of past orders as a file of the order import, which keeps their times and moves no stock. The shop must be
 * without orders: they take the first numbers of their years. Gives their number, 0 when no worker took the file up.
 */
export async function importHistory(api: DemoApi, stock: DemoStock): Promise<number> {
  const rows = pastOrders(stock)
  const form = new FormData()
  form.set('file', new Blob([toCsv(rows)], { type: 'text/csv' }), 'orders.csv')
  const { id } = await api.call('POST', '/api/orders/imports', form)
  const reaches = (status: string) =>
    until(30, async () => {
      const run = await api.call('GET', `/api/orders/imports/${id}`)
      return run.status === status ? run : null
    })
  if ((await reaches('ready')) === null) return 0
  await api.call('POST', `/api/orders/imports/${id}/apply`, {})
  return (await reaches('done')) === null ? 0 : rows.length
}

type Row = Record<string, string | number>

function pastOrders(stock: DemoStock): Row[] {
  const times: number[] = []
  for (let day = 60; day > 0; day--) {
    const count = 2 + below(3) + (day < 30 ? below(3) : 0)
    for (let n = 0; n < count; n++) times.push(Date.now() - day * dayMs - below(8 * 3_600_000))
  }
  const numbers = new Map<number, number>()
  return times
    .sort((one, other) => one - other)
    .map((time) => {
      const at = new Date(time)
      const number = (numbers.get(at.getUTCFullYear()) ?? 0) + 1
      numbers.set(at.getUTCFullYear(), number)
      return pastOrder(stock, at, `ORD-${at.getUTCFullYear()}-${String(number).padStart(3, '0')}`)
    })
}

function pastOrder(stock: DemoStock, at: Date, number: string): Row {
  const recent = Date.now() - at.getTime() < 4 * dayMs
  const channel = pick(channels)
  const sent = channel !== 'store'
  const usual = sent && recent ? 'shipped' : 'delivered'
  const status = chance(0.9) ? usual : pick(['cancelled', 'returned'])
  const customer = sent || chance(0.5) ? pick(stock.customers) : null
  const carrier = sent ? pick(stock.carriers) : null
  const paid = { cancelled: 'unpaid', returned: 'refunded' }[status] ?? (chance(0.85) ? 'paid' : 'unpaid')
  return {
    order_number: number,
    created_at: at.toISOString(),
    status,
    payment_status: paid,
    payment_method: pick(methods),
    sales_channel: channel,
    customer_name: customer?.name ?? '',
    customer_email: customer?.email ?? '',
    customer_phone: customer?.phone ?? '',
    branch: pick(stock.branches).name,
    shipping_method: carrier?.name ?? '',
    shipping_fee: carrier?.cost ?? 0,
    shipping_address: sent ? (customer?.address ?? '') : '',
    items: JSON.stringify(
      chooseLines(stock.products).map(({ product: { sku, name, price }, quantity }) => ({
        sku,
        name,
        quantity,
        price: price.toFixed(2),
      })),
    ),
  }
}

function toCsv(rows: Row[]): string {
  const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
  const lines = rows.map((row) => Object.values(row).map(quoted).join(','))
  return [Object.keys(rows[0] ?? {}).join(','), ...lines].join('\r\n')
}

/** Today's orders, placed as the web app places them, and moved along the allowed transitions. */
export async function placeOrders(api: DemoApi, stock: DemoStock, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const lines = chooseLines(stock.products.filter((product) => product.stock > 6))
    if (lines.length === 0) return
    for (const { product, quantity } of lines) product.stock -= quantity
    const channel = pick(channels)
    const sent = channel !== 'store'
    const customer = sent || chance(0.5) ? pick(stock.customers) : null
    const carrier = sent ? pick(stock.carriers) : null
    const order = await api.call('POST', '/api/orders', {
      items: lines.map(({ product, quantity }) => ({
        product_id: product.id,
        quantity,
        price: product.price,
      })),
      customer_id: customer?.id ?? null,
      seller_id: pick(stock.sellers),
      branch_id: pick(stock.branches).id,
      shipping_method_id: carrier?.id ?? null,
      shipping_fee: carrier?.cost ?? 0,
      shipping_address: sent ? customer?.address : null,
      shipping_phone: sent ? customer?.phone : null,
      payment_method: pick(methods),
      payment_status: sent ? pick(['paid', 'unpaid', 'unpaid']) : 'paid',
      sales_channel: channel,
      notes: chance(0.15) ? stock.notes.giftWrap : null,
    })
    const status = sent
      ? pick(['confirmed', 'processing', null])
      : pick(['delivered', 'delivered', 'delivered', 'cancelled'])
    if (status) await api.call('PATCH', `/api/orders/${order.id}/status`, { status })
  }
}

const daysAfter = (time: string, days: number) => new Date(Date.parse(time) + days * dayMs).toISOString()

/** Shipments for the newest orders that are sent and have none, the newest last. Gives their number. */
export async function makeShipments(api: DemoApi, stock: DemoStock): Promise<number> {
  const { orders } = await api.call('GET', '/api/orders?limit=40')
  const carried = stock.carriers.filter(({ cost }) => cost > 0)
  let made = 0
  for (const { id, status, sales_channel: channel, created_at: orderedAt } of orders.reverse()) {
    if (channel === 'store' || !['confirmed', 'processing', 'shipped', 'delivered'].includes(status)) continue
    const shipment = await api.attempt('POST', '/api/shipments', {
      order_id: id,
      carrier_id: pick(carried).id,
      tracking_number: tracking(),
      sales_channel: channel,
      estimated_delivery_date: daysAfter(orderedAt, 2 + below(3)).slice(0, 10),
    })
    if (!shipment) continue
    made++
    const next = { delivered: 'delivered', shipped: 'in_transit' }[status as string]
    const state = next ?? (chance(0.3) ? 'in_transit' : null)
    const change = { status: state, delivered_at: daysAfter(orderedAt, 2) }
    if (state) await api.call('PATCH', `/api/shipments/${shipment.id}/status`, change)
  }
  return made
}
