import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/src/kernel/database/embedded.ts'
import { otherWords, rareWord, type Size, searchWord, smallSize } from './data.ts'
import { closeShop, openShop, type Shop, timedRequest } from './shop.ts'

/**
 * How the times of single requests grow from a small shop to one of a million products and orders, and to a small shop among
 * 10,000 workspaces. The requests alternate between the shops one by one. Exits non-zero when a limit is broken.
 *
 * `--short`: a tenth of the rows and fewer rounds, for CI. `--report-only`: never fails. `--keep`: leaves the databases for the
 * next run with `--keep`. `--only=<pattern>`: the requests whose name matches. BENCH_DATABASE_URL as in run.ts.
 */
const flag = (name: string) => process.argv.includes(`--${name}`)
const only = new RegExp(process.argv.find((argument) => argument.startsWith('--only='))?.slice(7) ?? '')
const short = flag('short')
const largeSize: Size = short
  ? { products: 100_000, customers: 20_000, orders: 100_000 }
  : { products: 1_000_000, customers: 200_000, orders: 1_000_000 }
/** As many customers as products, so that a small shop has a page 900 of them too. */
const smallShop: Size = { ...smallSize, customers: 10_000 }
const otherWorkspaces = short ? 1_000 : 10_000
const rounds = short ? 60 : 400
const slowRounds = short ? 3 : 7
const lists = { growth: 1.3 }
const rareSearch = { growth: 5 }
const frequentSearch = { growth: 10 }
const reports = { ms: 2000 }

interface Measure {
  name: string
  /** Largest ratio of the large shop's median to the small one's, or the longest time at each; null for a figure to know. */
  limit: { growth: number } | { ms: number } | null
  /** How often each shop is asked, after a few requests that do not count; default `rounds`. */
  rounds?: number
  /** `round` counts from 0; those that do not count are negative. */
  path: (shop: Shop, round: number) => string
  body?: (shop: Shop) => unknown
}

const any = (first: number, count: number) => first + Math.floor(Math.random() * count)
const list = (name: string, path: string): Measure[] =>
  [1, 900].map((page) => ({
    name: `${name}, page ${page}`,
    limit: lists,
    path: () => `/api/${path}?page=${page}`,
  }))
const search = (path: string): Measure[] => [
  {
    name: `${path}, a word in 0.1 %`,
    limit: rareSearch,
    path: () => `/api/${path}?search=${rareWord}`,
  },
  {
    name: `${path}, a word in 4 %`,
    limit: frequentSearch,
    path: () => `/api/${path}?search=${searchWord}`,
  },
  {
    // Its total has to be counted; afterwards it is remembered until products change.
    name: `${path}, 4 %, first time`,
    limit: null,
    rounds: otherWords.length,
    path: (_, round) => `/api/${path}?search=${otherWords.at(round)}`,
  },
]
const report = (path: string, limit: Measure['limit'] = reports): Measure => ({
  name: path,
  limit,
  rounds: slowRounds,
  path: () =>
    `/api/${path}${path.includes('?') ? '&' : '?'}start_date=${daysAgo(364)}&end_date=${daysAgo(0)}`,
})
const measures: Measure[] = [
  ...list('product list', 'products'),
  ...list('order list', 'orders'),
  ...list('customer list', 'customers'),
  {
    name: 'product detail',
    limit: lists,
    path: (s) => `/api/products/${any(s.firstProduct, s.size.products)}`,
  },
  {
    name: 'order detail',
    limit: lists,
    path: (s) => `/api/orders/${any(s.firstOrder, s.size.orders)}`,
  },
  {
    name: 'customer detail',
    limit: lists,
    path: (s) => `/api/customers/${any(s.firstCustomer, s.size.customers)}`,
  },
  {
    name: 'order placed, 2 lines',
    limit: lists,
    path: () => '/api/orders',
    body: (s) => ({
      customer_id: any(s.firstCustomer, s.size.customers),
      items: [1, 2].map(() => ({
        product_id: any(s.firstProduct, s.size.products),
        quantity: 1,
        price: 2000,
      })),
    }),
  },
  ...search('products'),
  ...search('orders'),
  ...search('customers'),
  {
    name: 'dashboard/stats?period=366',
    limit: reports,
    rounds: slowRounds,
    path: () => '/api/dashboard/stats?period=366',
  },
  report('reports/sales?group_by=day'),
  report('reports/revenue'),
  report('reports/products?page=1&limit=100'),
  // A row for each active product: a million of them are bytes on the wire before they are a query (decision 0010).
  report('reports/products', null),
  report('reports/orders'),
  report('reports/customers'),
  report('reports/sales-channels'),
]

const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-scale-'))
const embedded = process.env.BENCH_DATABASE_URL ? null : await startEmbedded({ dataDir })
const admin = new pg.Client({ connectionString: process.env.BENCH_DATABASE_URL ?? embedded?.url })
await admin.connect()
const shops: Shop[] = []
let broken = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const where = { admin, dataDir, keep: flag('keep') }
  shops.push(await openShop({ ...where, name: 'small', size: smallShop, otherWorkspaces: 0 }))
  shops.push(await openShop({ ...where, name: 'crowded', size: smallShop, otherWorkspaces }))
  shops.push(await openShop({ ...where, name: 'large', size: largeSize, otherWorkspaces: 0 }))

  console.log(
    `\nsmall: ${described(smallShop)}; crowded: the same among ${otherWorkspaces} workspaces; large: ${described(largeSize)}`,
  )
  console.log(
    `Medians in ms of ${rounds} requests to each (reports: ${slowRounds}), one at a time, alternating\n`,
  )
  console.log('request                         small   crowded  growth    large   growth   limit')
  for (const measure of measures.filter(({ name }) => only.test(name))) {
    const times = await medians(measure, shops)
    if (times === null) {
      console.log(`${measure.name.padEnd(28)} not served`)
      continue
    }
    const [s = Number.NaN, c = Number.NaN, l = Number.NaN] = times
    const { limit } = measure
    const crowdedOk = holds(limit && 'growth' in limit ? lists : limit, s, c)
    const largeOk = holds(limit, s, l)
    if (!crowdedOk) broken++
    if (!largeOk) broken++
    console.log(
      `${measure.name.padEnd(28)} ${ms(s)}  ${ms(c)}  ${ratio(c / s)}${mark(crowdedOk)} ${ms(l)}  ${ratio(l / s)}${mark(largeOk)}  ${told(limit)}`,
    )
  }
  console.log(broken ? `\n${broken} limits broken (!)` : '\nAll within their limits')
} finally {
  for (const shop of shops) await closeShop(shop)
  await admin.end()
  await embedded?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(broken && !flag('report-only') ? 1 : 0)

/** The median time at each shop in ms; null when the path is not served. */
async function medians(measure: Measure, at: Shop[]): Promise<number[] | null> {
  const once = (shop: Shop, round: number) =>
    timedRequest(shop, measure.path(shop, round), measure.body?.(shop))
  const count = measure.rounds ?? rounds
  const warmUp = measure.limit === null ? 0 : Math.min(12, Math.ceil(count / 5))
  const times: number[][] = at.map(() => [])
  for (let round = -warmUp; round < count; round++) {
    // Each shop comes as often first as last: what one request leaves in the caches meets all of them.
    for (const turn of at.keys()) {
      const index = (turn + round + warmUp) % at.length
      const time = await once(at[index] as Shop, round)
      if (time === null) return null
      if (round >= 0) times[index]?.push(time)
    }
  }
  return times.map((values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}

function holds(limit: Measure['limit'], small: number, other: number): boolean {
  if (limit === null) return true
  return 'ms' in limit ? other <= limit.ms : other / small <= limit.growth
}

function told(limit: Measure['limit']): string {
  if (limit === null) return '-'
  return 'ms' in limit ? `${limit.ms / 1000} s` : `${limit.growth}x`
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
}

function described(size: Size): string {
  return `${size.products} products, ${size.orders} orders, ${size.customers} customers`
}

function ms(value: number): string {
  return value.toFixed(2).padStart(8)
}

function ratio(value: number): string {
  return `${value.toFixed(2).padStart(6)}x`
}

function mark(ok: boolean): string {
  return ok ? ' ' : '!'
}
