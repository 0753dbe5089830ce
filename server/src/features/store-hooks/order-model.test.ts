import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { type OwnedShop, openShop, wooOrder } from '../../../test/support/woocommerce.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const stock = 40

/** A shop whose two products are here already, with stock to lose. */
async function openStockedShop(): Promise<OwnedShop> {
  const shop = await openShop(app)
  for (const sku of ['A', 'B']) {
    const id = await insertProduct(app, shop.owner, { name: sku, stock })
    await app.services.db.query('update products set sku = $2 where id = $1', [id, sku])
  }
  return shop
}

const statuses = {
  pending: 'pending',
  'on-hold': 'pending',
  processing: 'processing',
  completed: 'delivered',
  cancelled: 'cancelled',
  failed: 'cancelled',
  refunded: 'returned',
} as const
type Said = keyof typeof statuses

/** What people may make of each status (sales contract 9.3). */
const transitions: Record<string, readonly string[]> = {
  pending: ['confirmed', 'processing', 'shipped', 'delivered', 'cancelled'],
  confirmed: ['pending', 'processing', 'shipped', 'delivered', 'cancelled'],
  processing: ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
  cancelled: [],
  returned: [],
}

interface Word {
  kind: 'word'
  topic: string
  id: number
  said: Said
  minute: number | null
  isPaid: boolean
  pieces: [number, number]
  cents: number
}
type Step = Word | { kind: 'trash'; id: number } | { kind: 'local'; id: number; to: string }

const id = fc.integer({ min: 1, max: 2 })
const word = fc.record({
  kind: fc.constant('word' as const),
  topic: fc.constantFrom('order.created', 'order.updated', 'order.restored'),
  id,
  said: fc.constantFrom(...(Object.keys(statuses) as Said[])),
  minute: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 8 }),
  isPaid: fc.boolean(),
  pieces: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 })),
  cents: fc.integer({ min: 0, max: 99 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trash' as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('local' as const),
      id,
      to: fc.constantFrom(...Object.keys(transitions)),
    }),
  },
)

function bodyOf({ id, said, minute, isPaid, pieces, cents }: Word) {
  const line = (sku: string, quantity: number, index: number) => ({
    product_id: 10 + index,
    name: `Product ${sku}`,
    sku,
    quantity,
    price: 10,
    total: `${quantity * 10}.00`,
  })
  return wooOrder({
    id,
    status: said,
    date_modified_gmt: minute === null ? null : `2026-03-02T10:0${minute}:00`,
    date_paid_gmt: isPaid ? '2026-03-02T09:00:00' : null,
    shipping_total: '0.00',
    total: `${10 * (pieces[0] + pieces[1])}.${String(cents).padStart(2, '0')}`,
    line_items: [line('A', pieces[0], 0), line('B', pieces[1], 1)].filter(({ quantity }) => quantity > 0),
  })
}

interface Known {
  status: string
  told: string
  minute: number | null
  payment: string
  total: string
  quantity: number
}

/** What the contract expects of one step: the answer's word, and the book afterwards. */
function follow(book: Map<number, Known>, step: Step): string {
  const known = book.get(step.id)
  if (step.kind === 'local') {
    if (!known) return 'none'
    if (known.status === step.to) return '200'
    if (!transitions[known.status]?.includes(step.to)) return '400'
    known.status = step.to
    return '200'
  }
  if (step.kind === 'trash') {
    if (known) Object.assign(known, { status: 'cancelled', told: 'cancelled' })
    return 'accepted'
  }
  if (known && known.minute !== null && step.minute !== null && step.minute < known.minute) return 'stale'
  const status = statuses[step.said]
  const payment = status === 'returned' ? 'refunded' : step.isPaid ? 'paid' : 'unpaid'
  book.set(step.id, {
    status: known?.told === status ? known.status : status,
    told: status,
    minute: step.minute ?? known?.minute ?? null,
    payment,
    total: bodyOf(step).total as string,
    quantity: step.pieces[0] + step.pieces[1],
  })
  return 'accepted'
}

async function perform(shop: OwnedShop, step: Step): Promise<string> {
  if (step.kind === 'local') {
    const order = (await bookOf(shop)).get(`WC-${step.id}`)
    if (!order) return 'none'
    const path = `/api/orders/${order.id}/status`
    return String((await app.patch(path, { status: step.to }, shop.owner.token)).status)
  }
  const answer =
    step.kind === 'trash'
      ? await shop.deliver('order.deleted', { id: step.id })
      : await shop.deliver(step.topic, bodyOf(step))
  return answer.body.reason ?? answer.body.status
}

interface OrderRow {
  id: number
  order_number: string
  status: string
  payment_status: string
  final_amount: string
  total_quantity: number
}

async function bookOf(shop: OwnedShop): Promise<Map<string, OrderRow>> {
  const rows = await app.services.db.query<OrderRow>(
    `select id, order_number, status, payment_status, final_amount, total_quantity from orders where workspace_id = $1`,
    [shop.owner.workspaceId],
  )
  return new Map(rows.map((row) => [row.order_number, row]))
}

/** Derived figures agree with the orders, and no piece of stock has moved. */
async function checkFigures(shop: OwnedShop): Promise<void> {
  const [figures] = await app.services.db.query(
    `select (select coalesce(sum(total), 0)::int from workspace_totals where workspace_id = $1 and kind = 'orders')
         - (select count(*)::int from orders where workspace_id = $1) as orders,
       (select coalesce(sum(quantity), 0)::int from sold_items where workspace_id = $1)
         - (select coalesce(sum(total_quantity), 0)::int from orders where workspace_id = $1 and status = 'delivered') as sold,
       (select count(*)::int from orders o where workspace_id = $1 and total_quantity <>
         (select coalesce(sum(quantity), 0) from order_items i where i.order_id = o.id)) as lines,
       (select count(*)::int from inventory_transactions where workspace_id = $1) as movements,
       (select count(*)::int from products where workspace_id = $1 and (stock <> $2 or deleted_at is not null)) as moved`,
    [shop.owner.workspaceId, stock],
  )
  expect(figures).toEqual({ orders: 0, sold: 0, lines: 0, movements: 0, moved: 0 })
}

test('any sequence of words of the shop and changes here ends as the contract says, and stock never moves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const shop = await openStockedShop()
      const book = new Map<number, Known>()
      for (const one of steps) expect(await perform(shop, one)).toBe(follow(book, one))
      const orders = await bookOf(shop)
      expect([...orders.keys()].sort()).toEqual([...book.keys()].sort().map((id) => `WC-${id}`))
      for (const [id, known] of book) {
        expect(orders.get(`WC-${id}`)).toMatchObject({
          status: known.status,
          payment_status: known.payment,
          final_amount: known.total,
          total_quantity: known.quantity,
        })
      }
      await checkFigures(shop)
    }),
    { numRuns: 25 },
  )
})

test('words that overtake each other end as the newest one, in whatever order they are worked on', async () => {
  const words = fc.uniqueArray(word, {
    selector: ({ minute }) => minute,
    minLength: 2,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(words, async (all) => {
      const dated = all.filter(({ minute }) => minute !== null).map((one) => ({ ...one, id: 1 }))
      const newest = dated.toSorted((a, b) => (b.minute ?? 0) - (a.minute ?? 0))[0] as Word
      const shop = await openStockedShop()
      // The token knows the shop from now on, so deliveries do not wait for each other to tell.
      await shop.deliver('order.created', wooOrder({ id: 9, line_items: [], status: 'pending' }))
      const answers = await Promise.all(dated.map((one) => shop.deliver(one.topic, bodyOf(one))))
      for (const { status } of answers) expect([200, 202]).toContain(status)
      const orders = await bookOf(shop)
      expect(orders.size).toBe(2)
      expect(orders.get('WC-1')).toMatchObject({
        status: statuses[newest.said],
        final_amount: bodyOf(newest).total,
        total_quantity: newest.pieces[0] + newest.pieces[1],
      })
      await checkFigures(shop)
    }),
    { numRuns: 12 },
  )
})
