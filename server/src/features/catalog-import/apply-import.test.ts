import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { importJobs } from '../imports/index.ts'
import { productImports } from './product-imports.ts'
import { file, onlyProduct, startCatalogueApp, storedProducts } from './test-support/catalogue.ts'
import { analyze, apply, importFile, runAnalysis, upload } from './test-support/import-file.ts'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startCatalogueApp()
})
beforeEach(async () => {
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const stored = () => storedProducts(app, owner.workspaceId)
const only = () => onlyProduct(app, owner.workspaceId)

describe('applying', () => {
  const headers = ['SKU', 'Name', 'Regular price']
  const good = file(headers, ['A', 'Lamp', '5'], ['B', 'Rug', '6'])
  const withError = file(headers, ['A', 'Lamp', '5'], ['B', 'Rug', 'wrong'])

  it('is refused while rows have errors, unless they are to be skipped', async () => {
    const dryRun = await analyze(app, owner.token, withError)
    const refused = await app.post(`/api/products/imports/${dryRun.id}/apply`, {}, owner.token)
    expect(refused.status).toBe(400)
    expect(refused.body.message).toMatch(/errors/)
    expect(await stored()).toEqual([])
    const done = await apply(app, owner.token, dryRun.id, { skip_invalid_rows: true })
    expect(done.report).toMatchObject({ creates: 1, skips: 1 })
    expect((await only()).name).toBe('Lamp')
  })

  it('is accepted once of many requests at the same moment', async () => {
    const dryRun = await analyze(app, owner.token, good)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => app.post(`/api/products/imports/${dryRun.id}/apply`, {}, owner.token)),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([202, 400, 400, 400, 400, 400])
    await Promise.all(
      [1, 2, 3].map(() =>
        app.services.jobs.runNow(importJobs(productImports).apply, { importId: dryRun.id }),
      ),
    )
    expect(await stored()).toHaveLength(2)
  })

  it('by two imports of the same file at the same moment makes each product once', async () => {
    const ids = [(await analyze(app, owner.token, good)).id, (await analyze(app, owner.token, good)).id]
    const results = await Promise.all(ids.map((id) => apply(app, owner.token, id)))
    expect(results.map((r) => r.report.creates).sort()).toEqual([0, 2])
    expect(await stored()).toHaveLength(2)
  })

  it('changes nothing when the catalogue no longer fits', async () => {
    const codes = ['SKU', 'Name', 'Regular price', 'Barcode']
    const dryRun = await analyze(
      app,
      owner.token,
      file(codes, ['A', 'Lamp', '5', ''], ['B', 'Rug', '6', '42']),
    )
    await app.post('/api/products', { name: 'Other', price: 1, barcode: '42' }, owner.token)
    const failed = await apply(app, owner.token, dryRun.id)
    expect(failed).toMatchObject({ status: 'failed', report: { problems: { barcode_taken: 1 } } })
    expect((await stored()).map((p) => p.name)).toEqual(['Other'])
    await app.put(`/api/products/imports/${dryRun.id}/mapping`, { options: {} }, owner.token)
    expect(await runAnalysis(app, owner.token, dryRun.id)).toMatchObject({ status: 'ready', skips: 1 })
  })

  it('leaves nothing behind when it fails half-way, and can be done again', async () => {
    const dryRun = await analyze(app, owner.token, good)
    await app.services.db.query(
      `alter table audit_log add constraint no_imports check (action <> 'import.applied') not valid`,
    )
    await app.post(`/api/products/imports/${dryRun.id}/apply`, {}, owner.token)
    await expect(
      app.services.jobs.runNow(importJobs(productImports).apply, { importId: dryRun.id }),
    ).rejects.toThrow('no_imports')
    expect(await stored()).toEqual([])
    await app.services.db.query('alter table audit_log drop constraint no_imports')
    await app.services.jobs.runNow(importJobs(productImports).apply, { importId: dryRun.id })
    expect(await stored()).toHaveLength(2)
  })

  it('is written to the audit log once, with who did it', async () => {
    const { id } = await importFile(app, owner.token, good)
    const rows = await app.services.db.query(
      `select actor_kind, actor_id, subject_id from audit_log where action = 'import.applied' and workspace_id = $1`,
      [owner.workspaceId],
    )
    expect(rows).toEqual([{ actor_kind: 'user', actor_id: String(owner.userId), subject_id: id }])
  })

  it('cannot follow a cancellation, and a cancellation cannot follow it', async () => {
    const cancelled = await analyze(app, owner.token, good)
    expect((await app.delete(`/api/products/imports/${cancelled.id}`, owner.token)).body.status).toBe(
      'cancelled',
    )
    expect((await app.post(`/api/products/imports/${cancelled.id}/apply`, {}, owner.token)).status).toBe(400)
    const done = await importFile(app, owner.token, good)
    expect((await app.delete(`/api/products/imports/${done.id}`, owner.token)).status).toBe(400)
    expect(await stored()).toHaveLength(2)
  })

  it('that was asked for and then cancelled does nothing', async () => {
    const dryRun = await analyze(app, owner.token, good)
    await app.post(`/api/products/imports/${dryRun.id}/apply`, {}, owner.token)
    await app.delete(`/api/products/imports/${dryRun.id}`, owner.token)
    await app.services.jobs.runNow(importJobs(productImports).apply, { importId: dryRun.id })
    expect(await stored()).toEqual([])
  })
})

describe('the progress of applying', () => {
  it('moves while rows are matched and while they are written, and never back', async () => {
    const { db } = app.services
    await db.query('create table progress_seen (at integer generated always as identity, rows_done integer)')
    await db.query(
      `create function see_progress() returns trigger language plpgsql as $$
       begin insert into progress_seen (rows_done) values (new.rows_done); return new; end $$`,
    )
    await db.query(
      `create trigger see_progress after update on imports for each row
       when (new.status = 'applying') execute function see_progress()`,
    )
    const rows = Array.from({ length: 140 }, (_, n) => [`A${n}`, `Lamp ${n}`, '5'])
    const { id } = await analyze(app, owner.token, file(['SKU', 'Name', 'Regular price'], ...rows))
    await apply(app, owner.token, id)
    const seen = await db.query<{ rows_done: number }>('select rows_done from progress_seen order by at')
    await db.query('drop trigger see_progress on imports')
    expect(seen.map((one) => one.rows_done)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 140])
  })
})

describe('old imports', () => {
  it('are forgotten after a month, except the last one that was applied', async () => {
    const { db } = app.services
    const content = file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '5'])
    const first = await importFile(app, owner.token, content)
    const last = await importFile(app, owner.token, content)
    const waiting = await analyze(app, owner.token, content)
    const listed = async () =>
      (await app.get('/api/products/imports', owner.token)).body.map((one: { id: string }) => one.id)
    await app.services.jobs.runNow(importJobs(productImports).upkeep)
    expect((await listed()).sort()).toEqual([first.id, last.id, waiting.id].sort())
    await db.query(
      `update imports set updated_at = updated_at - interval '31 days' where workspace_id = $1`,
      [owner.workspaceId],
    )
    await app.services.jobs.runNow(importJobs(productImports).upkeep)
    expect(await listed()).toEqual([last.id])
  })
})

describe('an import that a killed process left behind', () => {
  it('is queued again once it is stale', async () => {
    const uploaded = await upload(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '5']),
    )
    await app.services.db.query(
      `update imports set updated_at = updated_at - interval '10 minutes' where id = $1`,
      [uploaded.body.id],
    )
    const queued = () =>
      app.services.db.query(`select id from pgboss.job where name = $1 and data ->> 'importId' = $2`, [
        importJobs(productImports).analyze,
        uploaded.body.id,
      ])
    expect(await queued()).toHaveLength(1)
    await app.services.jobs.runNow(importJobs(productImports).upkeep)
    expect(await queued()).toHaveLength(2)
    expect(await runAnalysis(app, owner.token, uploaded.body.id)).toMatchObject({ status: 'ready' })
  })

  it('gives way to a newer run', async () => {
    const { id } = await analyze(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '5']))
    await app.put(`/api/products/imports/${id}/mapping`, { options: {} }, owner.token)
    await Promise.all(
      [1, 2, 3].map(() => app.services.jobs.runNow(importJobs(productImports).analyze, { importId: id })),
    )
    expect((await app.get(`/api/products/imports/${id}`, owner.token)).body).toMatchObject({
      status: 'ready',
      creates: 1,
      skips: 0,
    })
    const done = await apply(app, owner.token, id)
    expect(done.report).toMatchObject({ creates: 1 })
  })
})

describe('another workspace', () => {
  it('cannot see, change, apply or cancel an import', async () => {
    const { id } = await analyze(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '5']))
    const stranger = await createOwner(app.services)
    const path = `/api/products/imports/${id}`
    const missing = await app.get(
      '/api/products/imports/00000000-0000-4000-8000-000000000000',
      stranger.token,
    )
    const answers = [
      await app.get(path, stranger.token),
      await app.put(`${path}/mapping`, { options: {} }, stranger.token),
      await app.post(`${path}/apply`, {}, stranger.token),
      await app.delete(path, stranger.token),
      await app.get('/api/products/imports/abc', stranger.token),
    ]
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([404, missing.body])
    expect((await app.get('/api/products/imports', stranger.token)).body).toEqual([])
    expect((await app.get(path, owner.token)).body.status).toBe('ready')
    expect((await app.get('/api/products/imports', owner.token)).body).toMatchObject([
      { id, status: 'ready' },
    ])
  })

  it('and callers without a token are refused everywhere', async () => {
    for (const [method, path] of [
      ['GET', '/api/products/imports'],
      ['GET', '/api/products/imports/x'],
      ['PUT', '/api/products/imports/x/mapping'],
      ['POST', '/api/products/imports/x/apply'],
      ['DELETE', '/api/products/imports/x'],
      ['GET', '/api/products/export'],
      ['GET', '/api/reports/export'],
    ] as const) {
      expect((await app.call(method, path, {})).status).toBe(401)
    }
  })
})
