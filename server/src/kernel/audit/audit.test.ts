import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { recordAudit } from './audit.ts'

let home: TestDatabase
let db: Database
beforeAll(async () => {
  home = await createTestDatabase()
  db = openDatabase({ connection: { connectionString: home.url } })
})
afterAll(async () => {
  await db.close()
  await home.drop()
})

const entry = {
  workspaceId: 7,
  actor: { kind: 'token' as const, id: 12 },
  action: 'product.updated',
  subject: { type: 'product', id: 99 },
  before: { price: 1999n },
  after: { price: 2499n },
  requestId: 'r-1',
  ip: '192.0.2.1',
}

test('an entry keeps who, what, on what, before, after and from where', async () => {
  await db.transaction((tx) => recordAudit(tx, entry))
  const [row] = await db.query('select * from audit_log')
  expect(row).toMatchObject({
    workspace_id: 7,
    actor_kind: 'token',
    actor_id: '12',
    action: 'product.updated',
    subject_type: 'product',
    subject_id: '99',
    before: { price: '1999' },
    after: { price: '2499' },
    request_id: 'r-1',
    ip: '192.0.2.1',
  })
})

test('an entry of a rolled back change is never written', async () => {
  const [before] = await db.query('select count(*) from audit_log')
  const work = db.transaction(async (tx) => {
    await recordAudit(tx, entry)
    throw new Error('refused')
  })
  await expect(work).rejects.toThrow('refused')
  expect(await db.query('select count(*) from audit_log')).toEqual([before])
})

test('an entry can be neither changed nor deleted', async () => {
  await recordAudit(db, {
    workspaceId: null,
    actor: { kind: 'system', id: null },
    action: 'a',
    subject: { type: 's', id: 'x' },
  })
  await expect(db.query(`update audit_log set action = 'b'`)).rejects.toThrow('append-only')
  await expect(db.query('delete from audit_log')).rejects.toThrow('append-only')
})
