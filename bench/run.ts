import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import pg from 'pg'
import { startEmbedded } from '../server/src/kernel/database/embedded.ts'
import { fillWorkspace, searchWord, smallSize } from './data.ts'
import { residentMiB, startProgram } from './processes.ts'
import { countStatements } from './statements.ts'

/**
 * The figures of Tradepost as ratios against yardstick A, interleaved in one run. Fails below a floor.
 * `--short` is the form for CI. BENCH_DATABASE_URL names a server PostgreSQL; unset, the embedded one is used.
 */
const short = process.argv.includes('--short')
/** Rounds of two seconds on a busy machine scatter; the short form guards against collapse, the long form against decline. */
const tolerance = short ? 0.75 : 1
const seconds = short ? 2 : 5
const rounds = short ? 3 : 5
const enduranceRequests = short ? 60_000 : 1_000_000
const connections = 16
const serverMain = fileURLToPath(new URL('../server/src/main.ts', import.meta.url))
const yardstickMain = fileURLToPath(new URL('./yardstick.ts', import.meta.url))

interface Measure {
  name: string
  floor: number
  aim: number
  statements: number
  request: () => autocannon.Request
}

const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-bench-'))
const embedded = process.env.BENCH_DATABASE_URL ? null : await startEmbedded({ dataDir })
const adminUrl = process.env.BENCH_DATABASE_URL ?? (embedded?.url as string)
const databaseName = `tradepost_bench_${process.pid}`
const admin = new pg.Client({ connectionString: adminUrl })
await admin.connect()
await admin.query(`create database ${databaseName}`)
const databaseUrl = new URL(adminUrl)
databaseUrl.pathname = `/${databaseName}`
const environment = {
  DATABASE_URL: databaseUrl.href,
  DATA_DIR: join(dataDir, 'files'),
  THROTTLE_ENABLED: 'False',
  LOG_LEVEL: 'silent',
  ADMIN_EMAIL: 'bench@example.com',
  ADMIN_PASSWORD: 'a-long-bench-password-7',
}

let failures = 0
const verdict = (ok: boolean): string => {
  if (!ok) failures++
  return ok ? 'ok' : 'BELOW FLOOR'
}

try {
  const first = await startProgram(serverMain, environment, '/health/')
  const token = await signIn(first.port)
  const client = new pg.Client({ connectionString: databaseUrl.href })
  await client.connect()
  const owner = (await client.query('select user_id, workspace_id from memberships limit 1')).rows[0]
  await fillWorkspace(client, owner.workspace_id, owner.user_id, smallSize)
  const productIds = await ids(client, 'products')
  const orderIds = await ids(client, 'orders')
  await client.end()
  await first.stop()

  const ours = await startProgram(serverMain, environment, '/health/')
  const yardstick = await startProgram(
    yardstickMain,
    { DATABASE_URL: databaseUrl.href, WORKSPACE_ID: String(owner.workspace_id) },
    '/products',
  )
  const idle = residentMiB(ours.process.pid as number)
  const any = (values: number[]) => values[Math.floor(Math.random() * values.length)] as number
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const get = (path: string): autocannon.Request => ({ method: 'GET', path, headers: { ...headers } })
  const measures: Measure[] = [
    { name: 'product list', floor: 0.6, aim: 0.8, statements: 2, request: () => get('/api/products') },
    {
      name: 'product detail',
      floor: 1.2,
      aim: 1.5,
      statements: 1,
      request: () => get(`/api/products/${any(productIds)}`),
    },
    { name: 'order list', floor: 0.4, aim: 0.55, statements: 2, request: () => get('/api/orders') },
    {
      name: 'order with items',
      floor: 0.75,
      aim: 0.95,
      statements: 2,
      request: () => get(`/api/orders/${any(orderIds)}`),
    },
    {
      name: 'product search',
      floor: 0.17,
      aim: 0.3,
      statements: 2,
      request: () => get(`/api/products?search=${searchWord}`),
    },
    {
      name: 'order placed, 2 lines',
      floor: 0.5,
      aim: 0.65,
      statements: 3,
      request: () => ({
        method: 'POST',
        path: '/api/orders',
        headers: { ...headers },
        body: orderBody(any(productIds), any(productIds)),
      }),
    },
  ]

  const yardstickRates: number[] = []
  const rates = new Map<string, number[]>(measures.map((m) => [m.name, []]))
  for (let round = 0; round <= rounds; round++) {
    const a = await rate(yardstick.port, () => ({ method: 'GET', path: '/products' }))
    if (round > 0) yardstickRates.push(a)
    for (const m of measures) {
      const r = await rate(ours.port, m.request)
      if (round > 0) rates.get(m.name)?.push(r / a)
    }
  }
  const statements = await countStatements(
    databaseUrl.href,
    token,
    environment,
    measures.map((m) => m.request()),
  )
  const large = await countStatements(databaseUrl.href, token, environment, [
    { method: 'POST', path: '/api/orders', headers, body: orderBody(...productIds.slice(0, 500)) },
  ])

  console.log(
    `\n${smallSize.products} products, ${smallSize.orders} orders, ${connections} connections, ${rounds} rounds of ${seconds} s`,
  )
  console.log(
    `Yardstick A: ${median(yardstickRates).toFixed(0)} requests/s (bare Fastify and pg, no authentication)\n`,
  )
  console.log('request                   ratio   floor   aim    statements')
  measures.forEach((m, index) => {
    const ratio = median(rates.get(m.name) ?? [])
    const count = statements[index] ?? Number.NaN
    console.log(
      `${m.name.padEnd(24)} ${ratio.toFixed(2).padStart(6)}  ${m.floor.toFixed(2)}    ${m.aim.toFixed(2)}   ${count} (<= ${m.statements})  ${verdict(ratio >= m.floor * tolerance && count <= m.statements)}`,
    )
  })
  console.log(`an order of 500 lines: ${large[0]} statements  ${verdict(large[0] === statements[5])}`)
  console.log(
    `start to first answer, warm data: ${ours.startedIn.toFixed(0)} ms  ${verdict(ours.startedIn <= 1000 / tolerance ** 2)}`,
  )
  console.log(`resident, idle, without the database: ${idle.toFixed(0)} MiB  ${verdict(idle <= 150)}`)
  const endurance = await endure(ours.port, headers)
  console.log(
    `${enduranceRequests} requests: last part at ${endurance.toFixed(2)} of the first  ${verdict(endurance >= 0.9 * tolerance)}`,
  )
  await yardstick.stop()
  await ours.stop()
} finally {
  await admin.query(`drop database if exists ${databaseName} with (force)`)
  await admin.end()
  await embedded?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(failures ? 1 : 0)

function orderBody(...productIds: number[]): string {
  return JSON.stringify({ items: productIds.map((product_id) => ({ product_id, quantity: 1, price: 2000 })) })
}

async function signIn(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: environment.ADMIN_EMAIL, password: environment.ADMIN_PASSWORD }),
  })
  return ((await response.json()) as { token: string }).token
}

async function ids(client: pg.Client, table: 'products' | 'orders'): Promise<number[]> {
  return (await client.query(`select id from ${table} order by id`)).rows.map((row: { id: number }) => row.id)
}

/** Requests per second over one short run; any answer but 2xx ends the bench. */
async function rate(port: number, request: () => autocannon.Request, amount?: number): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    ...(amount ? { amount } : { duration: seconds }),
    requests: [{ setupRequest: (r) => ({ ...r, ...request() }) }],
  })
  if (result.non2xx || result.errors)
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} errors`)
  return result['2xx'] / result.duration
}

/** Speed of the last minute (short: last sixth) of many requests relative to the first. */
async function endure(port: number, headers: Record<string, string>): Promise<number> {
  const parts = 6
  const speeds: number[] = []
  for (let part = 0; part < parts; part++) {
    speeds.push(
      await rate(
        port,
        () => ({ method: 'GET', path: '/api/products', headers: { ...headers } }),
        Math.ceil(enduranceRequests / parts),
      ),
    )
  }
  return (speeds.at(-1) as number) / (speeds[0] as number)
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
