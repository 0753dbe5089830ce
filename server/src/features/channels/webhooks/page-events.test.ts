import { describe, expect, test } from 'vitest'
import { commentEvent } from '../../../../test/doubles/meta.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
} from '../../../../test/support/channels.ts'
import { createOwner } from '../../../../test/support/factories.ts'
import { ok, page, webhookShop } from './test-support/webhook-shop.ts'

const shop = webhookShop()
const { clock, logs, read, seconds, to } = shop

describe('pages', () => {
  test('what happens on a page stands in the log of each account that has it, once', async () => {
    const other = await createOwner(shop.app.services)
    const id = await connectAccount(shop.app, shop.owner, 'meta')
    await connectAccount(shop.app, other, 'meta')
    const event = commentEvent(page, { comment_id: '1029_1' }, seconds())
    const webhooks = to('meta')
    expect(await webhooks.burst([event, event, event])).toEqual([ok, ok, ok])
    expect(await webhooks.replay()).toEqual(ok)
    expect(await logs()).toMatchObject([
      {
        account: id,
        action: 'webhook_received',
        status: 'success',
        response_data: { object: 'page', field: 'feed', item: 'comment' },
      },
    ])
    expect(await logs(other)).toHaveLength(1)
    clock().advance(1_000)
    expect(await webhooks.send(commentEvent(page, { comment_id: '1029_2' }, seconds()))).toEqual(ok)
    expect(await webhooks.send(commentEvent('404', { comment_id: '1029_3' }, seconds()))).toEqual(ok)
    expect(await logs()).toHaveLength(2)
  })

  test('are subscribed with their own token when they are connected or chosen; a failure changes nothing', async () => {
    const [first, second] = shop.meta.state.pages
    for (const { subscriptions } of shop.meta.state.pages) subscriptions.clear()
    const id = await connectAccount(shop.app, shop.owner, 'meta')
    expect([...first!.subscriptions.values()]).toEqual([['feed']])
    const select = (page_id: string) =>
      shop.app.post(`${accountsPath}${id}/select_page/`, { page_id }, shop.owner.token)
    expect((await select(second!.id)).status).toBe(200)
    expect([...second!.subscriptions.values()]).toEqual([['feed']])
    first!.subscriptions.clear()
    shop.meta.fail('missing-permission', { path: 'subscribed_apps' })
    const chosen = await select(first!.id)
    expect([chosen.status, chosen.body.external_account_id, chosen.body.error_message]).toEqual([
      200,
      first!.id,
      null,
    ])
    expect(first!.subscriptions.size).toBe(0)
  })
})

describe('TikTok', () => {
  const removed = () => shop.tiktok.event('authorization.removed', 'open-sara', { reason: 1 })

  test('a removed shop.app ends the connection and erases its tokens', async () => {
    const id = await connectAccount(shop.app, shop.owner, 'tiktok')
    const other = await createOwner(shop.app.services)
    const others = await connectAccount(shop.app, other, 'tiktok')
    expect(await to('tiktok').send(shop.tiktok.event('video.publish.completed', 'open-sara', {}))).toEqual(ok)
    expect((await read(id)).status).toBe('connected')
    clock().advance(5_000)
    expect(await to('tiktok').send(removed())).toEqual(ok)
    for (const [one, user] of [
      [id, shop.owner],
      [others, other],
    ] as const) {
      expect(await read(one, user)).toMatchObject({
        status: 'expired',
        needs_reconnect: true,
        token_expires_at: null,
      })
      expect(await logs(user)).toMatchObject([
        { response_data: { event: 'authorization.removed', reason: 1 } },
        { response_data: { event: 'video.publish.completed' } },
      ])
    }
    expect(
      await shop.app.services.db.query('select 1 from channel_secrets where account_id = $1', [id]),
    ).toEqual([])
    const [log] = (await shop.app.get(`/api/integrations/logs/?action=token_invalid`, shop.owner.token)).body
      .results
    expect(log).toMatchObject({ account: id, status: 'error' })
  })

  test('a removal of before the last consent, or one that comes again after it, changes nothing', async () => {
    const stale = removed()
    clock().advance(5_000)
    const id = await connectAccount(shop.app, shop.owner, 'tiktok')
    const webhooks = to('tiktok')
    expect(await webhooks.send(stale)).toEqual(ok)
    expect((await read(id)).status).toBe('connected')
    clock().advance(5_000)
    expect(await webhooks.send(removed())).toEqual(ok)
    const replayed = webhooks.sent.at(-1)!
    await reconnect(id)
    expect(await webhooks.replay(replayed)).toEqual(ok)
    expect((await read(id)).status).toBe('connected')
  })
})

async function reconnect(id: number): Promise<void> {
  const flow = await beginFlow(shop.app, shop.owner, id)
  const { query } = await comeBack(shop.app, { cookie: flow.cookie, platform: 'tiktok' }, await consent(flow))
  expect(query.connected).toBe('true')
}
