import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createUser } from '../../../test/support/factories.ts'
import { registerMaintenance } from './index.ts'

const now = new Date('2026-03-10T00:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [registerMaintenance], now, env: { TIME_ZONE: 'Asia/Tashkent' } })
})
afterAll(() => app.close())

test('the clean-up is planned daily at 03:00 in the configured time zone', async () => {
  const [schedule] = await app.services.jobs.listSchedules()
  expect(schedule).toMatchObject({ name: 'cleanup_old_data', timeZone: 'Asia/Tashkent' })
  expect(schedule?.nextRun.toISOString()).toBe('2026-03-10T22:00:00.000Z')
})

test('what is out of use for a day goes, what is in use stays, and a second run finds nothing', async () => {
  const { db } = app.services
  const user = await createUser(app.services)
  for (const [key, hours] of [
    ['old', 25],
    ['new', 23],
  ] as const) {
    await db.query(
      `insert into idempotency_keys (scope, key, request_hash, response_status, response_body, created_at)
       values ('user:1 POST /x', $1, '', 200, '{}', $2)`,
      [key, hoursAgo(hours)],
    )
    await db.query(
      `insert into one_time_tokens (kind, token_hash, user_id, expires_at) values ('password_reset', $1, $2, $3)`,
      [Buffer.from(key), user.userId, hoursAgo(hours)],
    )
  }
  const session = async (sessionExpiry: Date, tokenExpiry: Date) => {
    const [row] = await db.query<{ id: string }>(
      `insert into sessions (user_id, workspace_id, kind, expires_at) values ($1, $2, 'marketplace', $3) returning id`,
      [user.userId, user.workspaceId, sessionExpiry],
    )
    await db.query(
      'insert into refresh_tokens (jti, session_id, expires_at) values (gen_random_uuid(), $1, $2)',
      [row?.id, tokenExpiry],
    )
    return row?.id
  }
  await session(hoursAgo(48), hoursAgo(48))
  const rotated = await session(hoursAgo(-24), hoursAgo(48))
  const live = await session(hoursAgo(-24), hoursAgo(-24))

  for (const [email, days] of [
    ['old@example.com', 31],
    ['new@example.com', 29],
  ] as const) {
    await db.query(
      `insert into invitations (workspace_id, email, role, language, token_hash, invited_by, created_at, sent_at, expires_at)
       values ($1, $2, 'seller', 'en', sha256($3), $4, $5, $5, $5)`,
      [user.workspaceId, email, Buffer.from(email), user.userId, hoursAgo(days * 24)],
    )
  }

  expect(await app.services.jobs.runNow('cleanup_old_data')).toEqual({
    idempotency_keys: 1,
    refresh_tokens: 2,
    sessions: 1,
    one_time_tokens: 1,
    invitations: 1,
    store_event_payloads: 0,
  })
  expect(await db.query('select key from idempotency_keys')).toEqual([{ key: 'new' }])
  expect(
    await db.query('select convert_from(token_hash, $1) as token from one_time_tokens', ['UTF8']),
  ).toEqual([{ token: 'new' }])
  expect((await db.query<{ id: string }>('select id from sessions')).map((row) => row.id).sort()).toEqual(
    [rotated, live].sort(),
  )
  expect(await db.query('select email from invitations')).toEqual([{ email: 'new@example.com' }])
  expect(await db.query('select session_id from refresh_tokens')).toEqual([{ session_id: live }])
  expect(await app.services.jobs.runNow('cleanup_old_data')).toEqual({
    idempotency_keys: 0,
    refresh_tokens: 0,
    sessions: 0,
    one_time_tokens: 0,
    invitations: 0,
    store_event_payloads: 0,
  })
})
