import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { importJobs } from '../imports/index.ts'
import { registerCatalogImport } from './index.ts'
import { productImports } from './product-imports.ts'

/** `IMPORT_ROWS=100000` proves the promised size; the usual run is shorter. */
const rowCount = Number(process.env.IMPORT_ROWS ?? 20_000)
const memoryLimit = 150 * 1024 * 1024

let app: TestApp
let owner: SignedInUser
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradepost-large-'))
  app = await startTestApp({ features: [registerIdentity, registerCatalog, registerCatalogImport] })
  owner = await createOwner(app.services)
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

function* lines() {
  yield 'ID,Type,SKU,Name,Published,Description,In stock?,Stock,Regular price,Categories,Images,Parent,Tax status,Attribute 1 name,Attribute 1 value(s)\n'
  for (let n = 0; n < rowCount; n++) {
    const place = n % 5
    const parent = n - place
    const category = `Group ${parent % 40} > Shelf ${parent % 400}`
    if (place === 0)
      yield `${n + 1},variable,P-${n},Example shirt ${n},1,"A plain shirt, number ${n}, made to fill a shelf",1,,,${category},https://example.com/${n}.jpg,,taxable,Size,"S, M, L, XL"\n`
    else
      yield `${n + 1},variation,V-${n},,1,,1,${n % 50},${10 + (n % 90)}.50,,https://example.com/${n}.jpg,P-${parent},taxable,Size,${['S', 'M', 'L', 'XL'][place - 1]}\n`
  }
}

/** Runs a job and watches memory and the progress that other connections see meanwhile. */
async function watch(job: string, id: string) {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const started = performance.now()
  let peak = before
  const seen = new Set<number>()
  const run = app.services.jobs.runNow(job, { importId: id })
  let running = true
  const watching = (async () => {
    while (running) {
      peak = Math.max(peak, process.memoryUsage.rss())
      const answer = await app.get('/api/products/imports', owner.token)
      seen.add(answer.body[0].rows_done)
      await setTimeout(50)
    }
  })()
  await run
  running = false
  await watching
  const seconds = (performance.now() - started) / 1000
  console.info(
    `${job}: ${rowCount} rows in ${seconds.toFixed(1)} s, memory grew by ${Math.round((peak - before) / 1048576)} MiB`,
  )
  return { growth: peak - before, seen: [...seen] }
}

it('a large file passes through in bounded memory, and progress is seen while it does', async () => {
  const path = join(folder, 'large.csv')
  await pipeline(Readable.from(lines()), createWriteStream(path))
  const form = new FormData()
  form.set('file', await openAsBlob(path), 'large.csv')
  const { id } = (await app.call('POST', '/api/products/imports', { token: owner.token, body: form })).body

  const dryRun = await watch(importJobs(productImports).analyze, id)
  const ready = (await app.get(`/api/products/imports/${id}`, owner.token)).body
  expect(ready).toMatchObject({
    status: 'ready',
    rows_total: rowCount,
    creates: rowCount,
    variations: rowCount * 0.8,
    categories_new: 88,
  })
  expect(dryRun.growth).toBeLessThan(memoryLimit)
  expect(dryRun.seen.length).toBeGreaterThan(3)

  await app.post(`/api/products/imports/${id}/apply`, {}, owner.token)
  const applied = await watch(importJobs(productImports).apply, id)
  expect((await app.get(`/api/products/imports/${id}`, owner.token)).body).toMatchObject({
    status: 'done',
    rows_done: rowCount,
  })
  expect(applied.growth).toBeLessThan(memoryLimit)
  expect(applied.seen.length).toBeGreaterThan(3)
  const whileMatching = applied.seen.filter((rows) => rows > 0 && rows < rowCount / 2)
  expect(whileMatching.length).toBeGreaterThan(2)
  expect((await app.get('/api/products?limit=1', owner.token)).body.total).toBe(rowCount * 0.8)
  const [movements] = await app.services.db.query<{ total: number; stock: number }>(
    `select (select sum(new_stock - previous_stock) from inventory_transactions where workspace_id = $1) as total,
            (select sum(stock) from products where workspace_id = $1) as stock`,
    [owner.workspaceId],
  )
  expect(movements!.total).toBe(movements!.stock)
}, 300_000)
