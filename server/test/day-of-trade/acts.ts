import { expect } from 'vitest'
import {
  type BookedLine,
  type BookedOrder,
  type BookedShipment,
  bookDeletion,
  bookMovement,
  bookOrder,
  bookOrderStatus,
  bookShipment,
  bookShipmentStatus,
  type Movement,
  missingProduct,
  shipmentRefusal,
  totalOf,
} from './books.ts'
import { count, expectOutcome, type Shop, tryWithout } from './shop.ts'

type Act = (shop: Shop) => Promise<void>

const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))
const amount = (value: bigint): number => Number(value) / 100
const someOrder = ({ books, random }: Shop): BookedOrder | null =>
  books.orders.size === 0 ? null : random.pick([...books.orders.values()])
const someShipment = ({ books, random }: Shop): BookedShipment | null =>
  books.shipments.size === 0 ? null : random.pick([...books.shipments.values()])

const nameOf = (shop: Shop, product: number): string =>
  shop.products.find(({ id }) => id === product)?.name ?? ''

function someLines({ random, products }: Shop): BookedLine[] {
  return Array.from({ length: random.integer(1, 5) }, () => {
    const product = random.pick(products)
    const agreed = random.chance(20) ? product.price * 0.9 + 0.01 : product.price
    return { product: product.id, quantity: random.integer(1, 4), price: cents(agreed) }
  })
}

const wire = (lines: BookedLine[]) =>
  lines.map(({ product, quantity, price }) => ({ product_id: product, quantity, price: amount(price) }))

/** A customer orders; refused when there is too little, and then nothing is taken. */
export const placeOrder: Act = async (shop) => {
  const { api, books, random, tokens } = shop
  const lines = someLines(shop)
  const total = totalOf({ lines })
  const order = {
    lines,
    discount: random.chance(30) ? (total * BigInt(random.integer(1, 40))) / 100n : 0n,
    fee: random.chance(50) ? cents(random.integer(0, 4_000_000) / 100) : 0n,
    status: random.pick(['pending', 'pending', 'pending', 'confirmed', 'shipped', 'delivered']),
    payment: random.pick(['unpaid', 'paid']),
    method: random.pick(['cash', 'bank_transfer', 'card', 'credit']),
    channel: random.pick([null, 'store', 'online', 'tiktok', 'shopee']),
    customer: books.customers.size > 0 && random.chance(70) ? random.pick([...books.customers]) : null,
    carrier: random.chance(20) ? random.pick(shop.carriers) : null,
  }
  const body = {
    items: wire(lines),
    discount_amount: amount(order.discount),
    shipping_fee: amount(order.fee),
    total_amount: amount(total),
    final_amount: amount(total - order.discount + order.fee),
    status: order.status,
    payment_status: order.payment,
    payment_method: order.method,
    sales_channel: order.channel,
    customer_id: order.customer,
    shipping_method_id: order.carrier,
  }
  await tryWithout(shop, 'orders:write', (token) => api.post('/api/orders', body, token))
  const missing = missingProduct(books, lines)
  const refusal = missing === null ? null : `Insufficient stock for product: ${nameOf(shop, missing)}`
  const answer = await api.post('/api/orders', body, tokens.till)
  expectOutcome(shop, 'orders placed', answer, 201, refusal)
  if (refusal !== null) return
  const delivery = ['shipped', 'delivered'].includes(order.status) ? order.status : 'pending'
  const { id, order_number: number } = answer.body
  bookOrder(books, { id, number, ...order, delivery, tracking: null, returnCode: null })
}

/** Orders that cannot be: they leave no trace. */
export const placeNonsense: Act = async (shop) => {
  const { api, random, products, tokens } = shop
  const product = random.pick(products)
  const line = { product_id: product.id, quantity: 1, price: product.price }
  const body = random.pick<object>([
    { items: [] },
    { items: [{ ...line, product_id: 2147483000 }] },
    { items: [{ ...line, quantity: 0 }] },
    { items: [line, { ...line, price: -1 }] },
    { items: [line], discount_amount: product.price + 1 },
    { items: [line], total_amount: product.price + 0.01 },
    { items: [line], customer_id: 2147483000 },
  ])
  expect((await api.post('/api/orders', body, tokens.till)).status).toBe(400)
  count(shop, 'senseless orders refused')
}

/** More people than there are pieces want one each, all at the same moment. */
export const rush: Act = async (shop) => {
  const { api, books, random, tokens } = shop
  const product = random.pick(shop.products)
  const pieces = random.integer(0, 5)
  await adjust(shop, product.id, { type: 'adjustment', quantity: pieces })
  const lines = [{ product: product.id, quantity: 1, price: cents(product.price) }]
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.post('/api/orders', { items: wire(lines) }, tokens.till)),
  )
  const sold = answers.filter(({ status }) => status === 201)
  expect(sold).toHaveLength(pieces)
  for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
    expect([status, body]).toEqual([400, { message: `Insufficient stock for product: ${product.name}` }])
  }
  for (const { body } of sold) {
    bookOrder(books, {
      id: body.id,
      number: body.order_number,
      lines,
      discount: 0n,
      fee: 0n,
      status: 'pending',
      delivery: 'pending',
      payment: 'unpaid',
      method: 'cash',
      channel: null,
      customer: null,
      carrier: null,
      tracking: null,
      returnCode: null,
    })
  }
  count(shop, 'orders placed', sold.length)
  count(shop, 'orders placed: refused', 8 - sold.length)
  count(shop, 'rushes for the last pieces')
}

export const meetCustomer: Act = async (shop) => {
  const number = shop.books.customers.size + 1
  const body = { name: `Customer ${number}`, email: `customer-${number}@example.com` }
  const call = (token: string) => shop.api.post('/api/customers', body, token)
  await tryWithout(shop, 'customers:write', call)
  const answer = await call(shop.tokens.desk)
  expectOutcome(shop, 'customers met', answer, 201, null)
  shop.books.customers.add(answer.body.id)
}

export const moveOrder: Act = async (shop) => {
  const order = someOrder(shop)
  if (!order) return
  const to = shop.random.pick([
    'confirmed',
    'processing',
    'delivered',
    'delivered',
    'cancelled',
    'returned',
    'shipped',
  ])
  const call = (token: string) => shop.api.patch(`/api/orders/${order.id}/status`, { status: to }, token)
  await tryWithout(shop, 'orders:write', call)
  const answer = await call(shop.tokens.till)
  expectOutcome(shop, `orders moved to ${to}`, answer, 200, bookOrderStatus(shop.books, order, to))
}

export const payOrder: Act = async (shop) => {
  const order = someOrder(shop)
  if (!order) return
  const payment = shop.random.pick(['paid', 'paid', 'partial', 'refunded'])
  const body = { payment_status: payment }
  const answer = await shop.api.put(`/api/orders/${order.id}`, body, shop.tokens.till)
  expectOutcome(shop, 'payments noted', answer, 200, null)
  order.payment = payment
}

/** A discount may change until the order is on its way. */
export const changeDiscount: Act = async (shop) => {
  const order = someOrder(shop)
  if (!order) return
  const discount = (totalOf(order) * BigInt(shop.random.integer(0, 50))) / 100n
  const body = { discount_amount: amount(discount) }
  const answer = await shop.api.put(`/api/orders/${order.id}`, body, shop.tokens.till)
  const open = ['pending', 'confirmed', 'processing'].includes(order.status)
  expect(answer.status).toBe(open ? 200 : 400)
  count(shop, open ? 'discounts changed' : 'discounts changed: refused')
  if (open) order.discount = discount
}

/** Tokens may not delete, the owner may. */
export const deleteOrder: Act = async (shop) => {
  const order = someOrder(shop)
  if (!order) return
  const path = `/api/orders/${order.id}`
  const refused = await shop.api.delete(path, shop.tokens.till)
  expect([refused.status, refused.body]).toEqual([403, { message: 'API tokens cannot use this endpoint' }])
  const answer = await shop.api.delete(path, shop.ownerToken)
  expectOutcome(shop, 'orders deleted', answer, 200, bookDeletion(shop.books, order))
}

export const shipOrder: Act = async (shop) => {
  const order = someOrder(shop)
  if (!order) return
  const carrier = shop.random.pick(shop.carriers)
  const tracking = `TRK-${shop.random.integer(0, 9_999_999_999)}`
  const body = { order_id: order.id, carrier_id: carrier, tracking_number: tracking }
  const call = (token: string) => shop.api.post('/api/shipments', body, token)
  await tryWithout(shop, 'shipments:write', call)
  const refusal = shipmentRefusal(shop.books, order)
  const answer = await call(shop.tokens.dispatch)
  expectOutcome(shop, 'shipments created', answer, 201, refusal)
  if (refusal === null) {
    bookShipment(shop.books, { id: answer.body.id, order: order.id, carrier, tracking, status: 'pending' })
  }
}

export const moveShipment: Act = async (shop) => {
  const shipment = someShipment(shop)
  if (!shipment) return
  const to = shop.random.pick(['in_transit', 'in_transit', 'delivered', 'returned', 'cancelled'])
  const call = (token: string) =>
    shop.api.patch(`/api/shipments/${shipment.id}/status`, { status: to }, token)
  await tryWithout(shop, 'shipments:write', call)
  const answer = await call(shop.tokens.dispatch)
  expectOutcome(shop, `shipments moved to ${to}`, answer, 200, bookShipmentStatus(shop.books, shipment, to))
}

/** The parcel comes back while the till returns the order, several times each: it comes back once. */
export const returnFromBothSides: Act = async (shop) => {
  const { api, books, tokens } = shop
  const shipment = [...books.shipments.values()].find(
    ({ status, order }) => status === 'in_transit' && books.orders.get(order)?.status === 'shipped',
  )
  if (!shipment) return
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      i % 2
        ? api.patch(`/api/shipments/${shipment.id}/status`, { status: 'returned' }, tokens.dispatch)
        : api.patch(`/api/orders/${shipment.order}/status`, { status: 'returned' }, tokens.till),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
  bookShipmentStatus(books, shipment, 'returned')
  count(shop, 'returns from both sides at once')
}

export const handleStock: Act = async (shop) => {
  const type = shop.random.pick<Movement['type']>(['adjustment', 'adjustment', 'in', 'out', 'return'])
  const quantity = type === 'adjustment' ? shop.random.integer(0, 60) : shop.random.integer(0, 25)
  await adjust(shop, shop.random.pick(shop.products).id, { type, quantity })
}

async function adjust(shop: Shop, product: number, movement: Movement): Promise<void> {
  const body = { product_id: product, ...movement, notes: 'by hand' }
  const call = (token: string) => shop.api.post('/api/inventory/adjust', body, token)
  await tryWithout(shop, 'products:write', call)
  const answer = await call(shop.tokens.stockroom)
  const refusal = bookMovement(shop.books, product, movement)
  expectOutcome(
    shop,
    movement.type === 'adjustment' ? 'stock counts' : 'deliveries and losses',
    answer,
    201,
    refusal,
  )
  if (refusal === null) expect(answer.body.new_stock).toBe(shop.books.stock.get(product))
}
