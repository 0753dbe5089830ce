import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Running, startProgram } from './processes.ts'

/**
 * The figures of the sync with stores, against the real server on its embedded database: products by the hundred, single events at
 * 16 connections, and the same while the server is killed three times and the client tries again.
 */
const serverMain = fileURLToPath(new URL('../server/src/main.ts', import.meta.url))
const connections = 16
const bulkLimit = 5_000
const hooks = '/api/integrations/woocommerce'
const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-stores-'))
const environment = {
  DATABASE_URL: '',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  ADMIN_EMAIL: 'bench@example.com',
  ADMIN_PASSWORD: 'a-long-bench-password-7',
}

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many endpoints
  body: any
}

/** What a product must be in the end. */
type Expected = Map<string, { title: string; price: string; stock_quantity: number }>

interface StoreEvent {
  event_id: string
  event_type: string
  product: Record<string, unknown>
}

let failures = 0
let server: Running | null = null
let agent = new Agent({ keepAlive: true, maxSockets: connections })
try {
  server = await startProgram(serverMain, environment, '/health/')
  const { token: people } = (
    await call('POST', '/api/auth/login', null, {
      username: environment.ADMIN_EMAIL,
      password: environment.ADMIN_PASSWORD,
    })
  ).body
  const store = (await call('POST', '/api/v1/integrations/tokens/generate/', people, { name: 'Bench' })).body
    .token as string

  await measureBulk(people, store)
  await measureSingles(people, store, 'single events', 10_000, 0)
  await measureSingles(people, store, 'single events, server killed 3 times', 20_000, 3)
} finally {
  agent.destroy()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(failures ? 1 : 0)

function report(name: string, figure: string, ok: boolean): void {
  if (!ok) failures++
  console.log(`${name.padEnd(38)} ${figure}  ${ok ? 'ok' : 'FAILED'}`)
}

async function measureBulk(people: string, store: string): Promise<void> {
  const { events, expected } = makeEvents('bulk', 1, 500)
  const begin = performance.now()
  for (let from = 0; from < events.length; from += 100) {
    const answer = await call('POST', `${hooks}/bulk/`, store, { events: events.slice(from, from + 100) })
    if (answer.body.accepted !== 100) throw new Error(`bulk: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const time = performance.now() - begin
  const { lost, doubled } = await compare(people, expected)
  report(
    '500 products by bulk',
    `${(time / 1000).toFixed(2)} s (<= ${bulkLimit / 1000} s), ${lost} lost, ${doubled} doubled`,
    time <= bulkLimit && lost + doubled === 0,
  )
}

/** 500 products, each created and then changed: 1,000 events in any order, and the newest word about each product counts. */
async function measureSingles(
  people: string,
  store: string,
  name: string,
  firstId: number,
  kills: number,
): Promise<void> {
  const before = (await call('GET', `/api/v1/integrations/woocommerce/events/stats/`, people)).body
  const created = makeEvents(`c${firstId}`, firstId, 500)
  const changed = makeEvents(`u${firstId}`, firstId, 500, { minute: 1, stock: 100 })
  const queue = [...created.events, ...changed.events]
  const total = queue.length
  const killAt = Array.from({ length: kills }, (_, index) => Math.floor((total * (index + 1)) / (kills + 1)))
  let answered = 0
  let retries = 0
  let restarting: Promise<void> = Promise.resolve()

  const begin = performance.now()
  const worker = async () => {
    for (let event = queue.shift(); event; event = queue.shift()) {
      const again = await sendUntilTaken(store, event, () => restarting)
      retries += again
      answered++
      if (killAt[0] !== undefined && answered >= killAt[0]) {
        killAt.shift()
        restarting = killAndRestart()
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const time = performance.now() - begin
  const { lost, doubled } = await compare(people, changed.expected)
  const after = (await call('GET', `/api/v1/integrations/woocommerce/events/stats/`, people)).body
  const logged = after.successful - before.successful
  report(
    `${total} ${name}`,
    `${(time / 1000).toFixed(2)} s, ${retries} sent again, ${lost} lost, ${doubled} doubled, ${logged} in the log`,
    lost + doubled === 0 && logged === total && after.failed === 0,
  )
}

/** As a client that does not give up: the same event until a 2xx comes. Answers how often it was sent again. */
async function sendUntilTaken(store: string, event: StoreEvent, ready: () => Promise<void>): Promise<number> {
  for (let retries = 0; ; retries++) {
    const answer = await call('POST', `${hooks}/webhook/`, store, event).catch(() => null)
    if (answer && answer.status < 300) return retries
    if (answer && answer.status < 500) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    await ready()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function killAndRestart(): Promise<void> {
  const victim = server as Running
  const gone = new Promise((resolve) => victim.process.once('exit', resolve))
  victim.process.kill('SIGKILL')
  await gone
  server = await startProgram(serverMain, environment, '/health/')
  agent.destroy()
  agent = new Agent({ keepAlive: true, maxSockets: connections })
}

function makeEvents(
  name: string,
  firstId: number,
  count: number,
  { minute = 0, stock = 0 } = {},
): { events: StoreEvent[]; expected: Expected } {
  const expected: Expected = new Map()
  const events = Array.from({ length: count }, (_, index) => {
    const id = firstId + index
    const title = `${name} ${id}`
    const stockQuantity = stock + (index % 50)
    expected.set(`woo_${id}`, { title, price: `${id}.50`, stock_quantity: stockQuantity })
    return {
      event_id: `${name}-${id}`,
      event_type: minute === 0 ? 'product.created' : 'product.updated',
      product: {
        id,
        sku: `SKU-${id}`,
        name: title,
        short_description: '<p>Short &amp; good</p>',
        description: `<h2>${title}</h2><p>${'A sentence about the goods. '.repeat(20)}</p>`,
        price: id + 0.5,
        regular_price: id + 0.5,
        sale_price: null,
        currency: 'IRT',
        stock_quantity: stockQuantity,
        stock_status: 'instock',
        categories: ['Goods', `Shelf ${id % 20}`],
        tags: ['bench'],
        image: `https://shop.example.com/${id}.jpg`,
        gallery: [],
        permalink: `https://shop.example.com/product/${id}/`,
        type: 'simple',
        on_sale: false,
        date_modified: `2026-03-10T12:0${minute}:00+00:00`,
      },
    }
  })
  return { events, expected }
}

/** Reads the whole catalogue back: what is missing or not as expected is lost, what is there twice is doubled. */
async function compare(people: string, expected: Expected): Promise<{ lost: number; doubled: number }> {
  const found = new Map<string, number>()
  for (let path: string | null = '/api/v1/web-knowledge/products/?page_size=100'; path; ) {
    const { body } = await call('GET', path, people)
    for (const product of body.results) {
      const wanted = expected.get(product.external_id)
      const isAsWanted =
        wanted &&
        product.title === wanted.title &&
        product.price === wanted.price &&
        product.stock_quantity === wanted.stock_quantity
      if (isAsWanted) found.set(product.external_id, (found.get(product.external_id) ?? 0) + 1)
    }
    path = body.next && new URL(body.next).pathname + new URL(body.next).search
  }
  const counts = [...found.values()]
  return { lost: expected.size - found.size, doubled: counts.filter((count) => count > 1).length }
}

function call(method: string, path: string, token: string | null, body?: unknown): Promise<Answer> {
  const { port } = server as Running
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        method,
        path,
        port,
        host: '127.0.0.1',
        agent,
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: incoming.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
