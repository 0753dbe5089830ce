import { beforeEach, describe, expect, test } from 'vitest'
import { commentEvent } from '../../../test/doubles/meta.ts'
import {
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
} from '../../../test/support/channels.ts'
import { createUser, signIn } from '../../../test/support/factories.ts'
import { refreshJob } from './jobs.ts'
import { claimTarget, markCalled } from './publishing/claims.ts'
import { publishJob } from './publishing/runner.ts'
import { syncJob } from './sync/sync-all.ts'
import { customer, ok, page, webhookShop } from './webhooks/test-support/webhook-shop.ts'

const shop = webhookShop()
const query = <Row>(text: string, ...values: unknown[]) => shop.app.services.db.query<Row>(text, values)
const deleteAccount = (token = shop.owner.token) => shop.app.post('/api/v1/auth/account/delete/', {}, token)
const accounts = () =>
  query<{ platform: string; status: string; scopes: string[] }>(
    'select platform, status, scopes from channel_accounts where workspace_id = $1 order by platform',
    shop.owner.workspaceId,
  )
const secrets = () =>
  query(
    `select s.name from channel_secrets s join channel_accounts a on a.id = s.account_id where a.workspace_id = $1`,
    shop.owner.workspaceId,
  )
const targets = () =>
  query<{ status: string; due_at: string | null }>(
    'select status, due_at from channel_planned_targets where workspace_id = $1',
    shop.owner.workspaceId,
  )
const revokes = () => shop.meta.callsTo({ method: 'DELETE', path: 'permissions' })
const minute = 60_000

async function plan(account: number): Promise<void> {
  const scheduled_at = new Date(shop.clock().now().getTime() + 10 * minute)
  const body = { message: 'Tomorrow', scheduled_at, targets: [{ account }] }
  const answer = await shop.app.post('/api/integrations/planned-posts/', body, shop.owner.token)
  expect(answer.status, answer.text).toBe(201)
}
/** Everything that the server does by itself, for as long as tokens live. */
async function monthsPass(): Promise<void> {
  for (const minutes of [11, 60, 1440, 60 * 1440]) {
    shop.clock().advance(minutes * minute)
    for (const job of [publishJob, refreshJob, syncJob]) await shop.app.services.jobs.runNow(job)
  }
}

describe('the last person of a workspace who deletes his account', () => {
  let metaId: number
  beforeEach(async () => {
    metaId = await connectAccount(shop.app, shop.owner)
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    await connectAccount(shop.app, shop.owner, 'tiktok')
    await plan(metaId)
  })

  test('ends its connections, secrets and plans with it; no platform is called for it any more', async () => {
    const again = await beginFlow(shop.app, shop.owner, metaId)
    const given = await consent(again)
    const before = revokes().length
    expect((await deleteAccount()).status).toBe(200)
    expect(await accounts()).toMatchObject(
      ['meta', 'tiktok', 'whatsapp'].map((platform) => ({ platform, status: 'disconnected', scopes: [] })),
    )
    expect(await secrets()).toEqual([])
    expect(await targets()).toEqual([{ status: 'canceled', due_at: null }])
    expect(
      await query('select 1 from channel_oauth_states where workspace_id = $1', shop.owner.workspaceId),
    ).toEqual([])
    await expect.poll(() => revokes().length - before).toBe(1)
    await expect.poll(() => shop.tiktok.callsTo({ path: 'revoke' }).at(-1)?.status).toBe(200)
    const quiet = [shop.meta.calls.length, shop.tiktok.calls.length]
    expect((await comeBack(shop.app, again, given)).query.error).toBe('invalid_state')
    await monthsPass()
    expect([shop.meta.calls.length, shop.tiktok.calls.length]).toEqual(quiet)
    const done = await query(
      `select 1 from audit_log where workspace_id = $1 and action = 'channel_account.disconnected'`,
      shop.owner.workspaceId,
    )
    expect(done).toHaveLength(3)
  })

  test('is heard of no more by webhooks', async () => {
    await deleteAccount()
    const before = await shop.snapshot()
    const events = [
      ['whatsapp', shop.meta.inbound({ from: customer, body: 'Hi' })],
      ['meta', commentEvent(page, { comment_id: '1029_1' }, shop.seconds())],
      ['tiktok', shop.tiktok.event('authorization.removed', 'open-sara', { reason: 1 })],
    ] as const
    for (const [name, event] of events) expect(await shop.to(name).send(event)).toEqual(ok)
    expect(await shop.snapshot()).toEqual(before)
  })

  test('is not held up by a platform that is down, by secrets that no key opens, or by what was never connected', async () => {
    await createAccount(shop.app, shop.owner)
    await query(`update channel_secrets set sealed = 'k1.ffffffff.AAAA' where account_id = $1`, metaId)
    shop.tiktok.fail('reset', { path: 'revoke' })
    const before = revokes().length
    expect((await deleteAccount()).status).toBe(200)
    expect(await secrets()).toEqual([])
    expect(new Set((await accounts()).map(({ status }) => status))).toEqual(new Set(['disconnected']))
    expect(revokes().length).toBe(before)
  })

  test('keeps what a process has claimed and not yet sent from being sent', async () => {
    shop.clock().advance(10 * minute)
    const { db, clock, random } = shop.app.services
    const claim = random.uuid()
    const claimed = await claimTarget(db, clock.now(), claim)
    await deleteAccount()
    expect(await markCalled(db, claimed!.id, claim, clock.now())).toBe(false)
    expect(await targets()).toMatchObject([{ status: 'canceled' }])
  })

  test('who gives a wrong password changes nothing', async () => {
    await query(`update users set password_hash = 'x' where id = $1`, shop.owner.userId)
    expect((await deleteAccount()).status).toBe(400)
    expect((await accounts()).every(({ status }) => status === 'connected')).toBe(true)
    expect(await targets()).toMatchObject([{ status: 'scheduled' }])
  })
})

test('who leaves others behind ends nothing: the owner is refused, and a member takes nothing along', async () => {
  const id = await connectAccount(shop.app, shop.owner)
  await plan(id)
  const { workspaceId } = shop.owner
  const manager = await signIn(
    shop.app.services,
    await createUser(shop.app.services, { workspaceId, role: 'manager' }),
  )
  expect((await deleteAccount()).status).toBe(400)
  expect((await deleteAccount(manager.token)).status).toBe(200)
  expect(await accounts()).toMatchObject([{ status: 'connected' }])
  expect(await targets()).toMatchObject([{ status: 'scheduled' }])
  expect((await deleteAccount()).status).toBe(200)
  expect(await accounts()).toMatchObject([{ status: 'disconnected' }])
})
