import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../src/kernel/database/database.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const account = { ADMIN_EMAIL: 'owner@example.com', ADMIN_PASSWORD: 'a-long-test-password-7' }

let database: TestDatabase
let dataDir: string
let server: { process: ChildProcess; url: string }
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-kill-'))
  server = await startServer()
}, 30_000)
afterAll(async () => {
  await kill()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

/** The whole server as a process of its own, on the test's database. */
function startServer(): Promise<typeof server> {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'silent',
      WORKER: 'off',
      ...account,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const url = /ready:\s+(http:\/\/\S+)/.exec(text)?.[1]
      if (url) resolve({ process: child, url })
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${text}`)))
  })
}

async function kill(): Promise<void> {
  const gone = new Promise((resolve) => server.process.once('exit', resolve))
  server.process.kill('SIGKILL')
  await gone
}

async function post(path: string, body: object, token?: string) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { token: string } }
}

test('a server killed in the middle of its work loses and doubles no event that the store sends again', {
  timeout: 40_000,
}, async () => {
  const login = await post('/api/auth/login', {
    username: account.ADMIN_EMAIL,
    password: account.ADMIN_PASSWORD,
  })
  const made = await post('/api/v1/integrations/tokens/generate/', { name: 'Shop' }, login.body.token)
  const token: string = made.body.token
  const products = 60
  const events = Array.from({ length: 2 * products }, (_, index) => ({
    event_id: `event-${index}`,
    event_type: index < products ? 'product.created' : 'product.updated',
    product: {
      id: 1 + (index % products),
      name: index < products ? 'Made' : 'Changed',
      stock_quantity: index,
      permalink: 'https://shop.example.com/p',
      date_modified: index < products ? '2026-03-10T08:00:00Z' : '2026-03-10T09:00:00Z',
    },
  }))
  const queue = [...events]
  let answered = 0
  let again = 0
  let restarting: Promise<void> = Promise.resolve()
  const restart = async () => {
    await kill()
    server = await startServer()
  }
  const sendUntilTaken = async (event: object): Promise<void> => {
    for (;;) {
      const answer = await post('/api/integrations/woocommerce/webhook/', event, token).catch(() => null)
      if (answer && answer.status < 300) return
      expect(answer?.status ?? 503, JSON.stringify(answer)).toBeGreaterThanOrEqual(500)
      again++
      await restarting
      await pause(5)
    }
  }
  const worker = async () => {
    for (let event = queue.shift(); event; event = queue.shift()) {
      await sendUntilTaken(event)
      answered++
      if (answered === products) restarting = restart()
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  expect(again).toBeGreaterThan(0)

  const db = openDatabase({ connection: { connectionString: database.url } })
  try {
    const rows = await db.query(
      `select p.name, p.stock::integer as stock, sum(t.new_stock - t.previous_stock)::integer as moved
       from products p left join inventory_transactions t on t.product_id = p.id group by p.id order by p.stock`,
    )
    expect(rows).toEqual(
      Array.from({ length: products }, (_, index) => ({
        name: 'Changed',
        stock: products + index,
        moved: products + index,
      })),
    )
    const [log] = await db.query(
      `select count(*)::integer as events, count(*) filter (where processed_successfully)::integer as processed from store_events`,
    )
    expect(log).toEqual({ events: events.length, processed: events.length })
  } finally {
    await db.close()
  }
})
