import { beforeEach, describe, expect, test } from 'vitest'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
} from '../../../test/support/channels.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { webhookShop } from './webhooks/test-support/webhook-shop.ts'

const shop = webhookShop()
const { read } = shop
const logs = async (id: number, by = shop.owner) =>
  (await shop.app.get(`/api/integrations/logs/?account=${id}`, by.token)).body.results
const disconnect = async (id: number, by = shop.owner) => {
  const answer = await shop.app.post(`${accountsPath}${id}/disconnect/`, {}, by.token)
  expect([answer.status, answer.body]).toEqual([200, { message: 'Account disconnected successfully' }])
}

describe('ending', () => {
  test('tells the platform, erases every token, and is the same a second time', async () => {
    const id = await connectAccount(shop.app, shop.owner)
    const before = shop.meta.callsTo({ method: 'DELETE' }).length
    for (let i = 0; i < 2; i++) {
      const answer = await shop.app.post(`${accountsPath}${id}/disconnect/`, {}, shop.owner.token)
      expect([answer.status, answer.body]).toEqual([200, { message: 'Account disconnected successfully' }])
    }
    expect(shop.meta.callsTo({ method: 'DELETE' }).slice(before)).toMatchObject([
      { path: '/v25.0/555/permissions', status: 200 },
    ])
    expect(await read(id)).toMatchObject({
      status: 'disconnected',
      scopes: [],
      token_expires_at: null,
      external_account_id: '1029384756',
      metadata: { user_info: { id: '555' } },
    })
    expect((await read(id)).metadata).not.toHaveProperty('pages')
    expect(
      await shop.app.services.db.query('select 1 from channel_secrets where account_id = $1', [id]),
    ).toEqual([])
    expect((await logs(id)).map(({ action }: { action: string }) => action)).toEqual([
      'disconnect',
      'oauth_connect',
    ])
  })

  test('succeeds while the platform is down; so does deleting, which tells it too', async () => {
    const id = await connectAccount(shop.app, shop.owner)
    shop.meta.fail('server-error', { method: 'DELETE' })
    expect((await shop.app.post(`${accountsPath}${id}/disconnect/`, {}, shop.owner.token)).status).toBe(200)
    expect((await logs(id))[0]).toMatchObject({ action: 'disconnect', status: 'success' })
    expect((await logs(id))[0].error_details).toContain('meta')
    const again = await beginFlow(shop.app, shop.owner, id)
    expect((await comeBack(shop.app, again, await consent(again))).query.connected).toBe('true')
    const before = shop.meta.callsTo({ method: 'DELETE' }).length
    shop.meta.fail('reset', { method: 'DELETE' })
    expect((await shop.app.delete(`${accountsPath}${id}/`, shop.owner.token)).status).toBe(204)
    expect(shop.meta.callsTo({ method: 'DELETE' }).length - before).toBe(1)
  })
})

describe('ending one of several accounts that live on what one person has allowed', () => {
  const revokes = () =>
    shop.meta.callsTo({ method: 'DELETE', path: '/permissions' }).map(({ status }) => status)
  const works = async (id: number, by = shop.owner) => {
    const answer = await shop.app.post(`${accountsPath}${id}/test-connection/`, {}, by.token)
    expect(answer.body, answer.text).toMatchObject({ valid: true })
    expect((await read(id, by)).status).toBe('connected')
  }
  const secrets = (id: number) =>
    shop.app.services.db.query('select 1 from channel_secrets where account_id = $1', [id])
  const connectPage = async (page: string) => {
    const flow = await beginFlow(shop.app, shop.owner, await createAccount(shop.app, shop.owner))
    const { query } = await comeBack(shop.app, flow, await consent(flow, { _pages: page }))
    expect(query).toMatchObject({ connected: 'true' })
    return flow.accountId
  }
  beforeEach(() => {
    shop.meta.calls.length = 0
  })

  test('leaves the others of the workspace alone; the last takes the permission back, from others too', async () => {
    const agency = await createOwner(shop.app.services)
    const [first, second] = [await connectPage('1029384756'), await connectPage('2029384756')]
    const theirs = await connectAccount(shop.app, agency)
    await disconnect(first)
    expect(await secrets(first)).toEqual([])
    expect((await logs(first))[0]).toMatchObject({
      action: 'disconnect',
      status: 'success',
      message: expect.stringContaining('another account lives on it'),
      error_details: null,
    })
    await works(second)
    expect(revokes()).toEqual([])
    expect((await shop.app.delete(`${accountsPath}${second}/`, shop.owner.token)).status).toBe(204)
    expect(revokes()).toEqual([200])
    const dead = await shop.app.post(`${accountsPath}${theirs}/test-connection/`, {}, agency.token)
    expect(dead.body).toMatchObject({ valid: false })
  })

  test('leaves WhatsApp on the same app alone', async () => {
    const page = await connectAccount(shop.app, shop.owner)
    const number = await connectAccount(shop.app, shop.owner, 'whatsapp')
    await disconnect(page)
    await works(number)
    expect(revokes()).toEqual([])
  })

  test('heeds neither other people nor accounts that do not work', async () => {
    shop.meta.state.users.push({ id: '777', name: 'Ali' })
    const [id, ended] = [await connectPage('1029384756'), await connectPage('2029384756')]
    await shop.app.services.db.query(`update channel_accounts set status = 'expired' where id = $1`, [ended])
    const flow = await beginFlow(shop.app, shop.owner, await createAccount(shop.app, shop.owner))
    await comeBack(shop.app, flow, await consent(flow, { _user: '777' }))
    await disconnect(id)
    expect(revokes()).toEqual([200])
    await works(flow.accountId)
  })

  test('takes the permission back also when all end at once', async () => {
    const ids = [await connectPage('1029384756'), await connectPage('2029384756')]
    await Promise.all(ids.map((id) => disconnect(id)))
    expect(revokes()).toContain(200)
    expect([...shop.meta.state.grants.keys()].filter((key) => key.endsWith(' 555'))).toEqual([])
  })
})
