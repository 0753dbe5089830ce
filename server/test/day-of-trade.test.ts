import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleFilesMissing } from '../src/features/catalog-import/test-support/sample-files.ts'
import {
  changeDiscount,
  deleteOrder,
  handleStock,
  meetCustomer,
  moveOrder,
  moveShipment,
  payOrder,
  placeNonsense,
  placeOrder,
  returnFromBothSides,
  rush,
  shipOrder,
} from './day-of-trade/acts.ts'
import {
  reconcileCustomers,
  reconcileExport,
  reconcileOrders,
  reconcileReports,
  reconcileShipments,
  reconcileStock,
} from './day-of-trade/reconcile.ts'
import { openShop, type Shop } from './day-of-trade/shop.ts'

const missing = sampleFilesMissing()
if (missing) console.warn(`Skipped: ${missing}`)

const seed = 20_260_305
const ordersOfTheDay = 200

/** What happens in the shop, with how often. */
const customs: [number, (shop: Shop) => Promise<void>][] = [
  [30, placeOrder],
  [2, placeNonsense],
  [1, rush],
  [6, meetCustomer],
  [10, moveOrder],
  [6, payOrder],
  [3, changeDiscount],
  [2, deleteOrder],
  [16, shipOrder],
  [22, moveShipment],
  [3, returnFromBothSides],
  [8, handleStock],
]
const acts = customs.flatMap(([times, act]) => Array<typeof act>(times).fill(act))
/** After the last order the shop still ships, returns and counts. */
const eveningActs = acts.filter((act) => act !== placeOrder && act !== rush)

describe.skipIf(missing !== null)('a day of trade by API tokens of limited permissions', () => {
  let shop: Shop

  beforeAll(async () => {
    shop = await openShop(seed)
  }, 300_000)
  afterAll(() => shop?.api.close())

  test('is answered as the contract says, act by act', async () => {
    const next = async (act: (shop: Shop) => Promise<void>) => {
      shop.clock.advance(30_000)
      await act(shop)
    }
    while ((shop.tally.get('orders placed') ?? 0) < ordersOfTheDay) await next(shop.random.pick(acts))
    for (let i = 0; i < 250; i++) await next(shop.random.pick(eveningActs))
    expect(shop.tally.get('returns from both sides at once')).toBeGreaterThan(0)
    expect(shop.tally.get('orders placed: refused')).toBeGreaterThan(0)
  }, 300_000)

  test('leaves every stock and every line of the ledger as an independent book-keeping has them', () =>
    reconcileStock(shop))
  test('leaves every order and the totals of the order list so', () => reconcileOrders(shop), 60_000)
  test('leaves every shipment and the totals of the shipment list so', () => reconcileShipments(shop))
  test('leaves every customer’s history so', () => reconcileCustomers(shop))
  test('gives every report and the dashboard the same figures', async () => {
    const { revenue, delivered } = await reconcileReports(shop)
    await reconcileExport(shop)
    const tally = [...shop.tally].sort(([a], [b]) => (a < b ? -1 : 1))
    const lines = tally.map(([what, times]) => `${String(times).padStart(6)}  ${what}`)
    const stock = [...shop.books.stock.values()].reduce((sum, pieces) => sum + pieces, 0)
    console.info(
      [
        `A day of trade (seed ${seed}), reconciled to the unit:`,
        ...lines,
        `  ${shop.books.orders.size} orders, ${shop.books.shipments.size} shipments, ${shop.books.customers.size} customers at closing time;`,
        `  ${delivered} delivered, revenue ${revenue.toFixed(2)}; ${stock} pieces of ${shop.products.length} products left.`,
      ].join('\n'),
    )
  })
})
