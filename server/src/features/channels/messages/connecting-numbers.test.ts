import { beforeEach, describe, expect, test } from 'vitest'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
} from '../../../../test/support/channels.ts'
import { shopNumber, whatsAppShop } from './test-support/whatsapp-shop.ts'

const shop = whatsAppShop()
const { read } = shop

describe('connecting', () => {
  const connect = async (fields: object = {}, visit: Record<string, string> = {}, user = shop.owner) => {
    const { body } = await shop.app.post(
      accountsPath,
      { platform: 'whatsapp', name: 'WA', ...fields },
      user.token,
    )
    const flow = await beginFlow(shop.app, user, body.id)
    const back = await comeBack(
      shop.app,
      { cookie: flow.cookie, platform: 'whatsapp' },
      await consent(flow, visit),
    )
    return { id: body.id as number, query: back.query }
  }
  const second = {
    id: '106540352242923',
    display_phone_number: '+964 771 000 0001',
    verified_name: 'Shop 2',
    registered: true,
  }
  beforeEach(async () => {
    await shop.openAnother()
    shop.whatsapp.account.numbers = [shop.whatsapp.account.numbers[0]!]
    shop.whatsapp.account.subscribed.clear()
  })

  test('finds the number of the business and asks to be told of messages', async () => {
    const connected = await connect()
    expect(await read(connected.id)).toMatchObject({
      status: 'connected',
      external_account_id: shopNumber,
      external_account_name: 'Shop',
      error_message: null,
      needs_reconnect: false,
      scopes: expect.arrayContaining(['whatsapp_business_messaging']),
      metadata: {
        waba_id: shop.whatsapp.account.id,
        business_id: '300400500',
        phone_numbers: [
          {
            id: shopNumber,
            display_phone_number: '+964 770 123 4567',
            verified_name: 'Shop',
            name_status: 'APPROVED',
          },
        ],
      },
    })
    expect(shop.whatsapp.account.subscribed.size).toBe(1)
  })

  test.each([
    ['+964 771 000 0001', second.id],
    ['9647710000001', second.id],
    ['07710000001', second.id],
    ['964-770-123-4567', shopNumber],
  ])('takes the number with the digits of %s', async (phone_number, expected) => {
    shop.whatsapp.account.numbers.push(second)
    const { id: connected } = await connect({ phone_number })
    expect((await read(connected)).external_account_id).toBe(expected)
  })

  test('leaves the page of the same person on the same app as it is', async () => {
    const page = await connectAccount(shop.app, shop.owner)
    expect((await connect()).query.connected).toBe('true')
    for (const rest of ['posts/', 'insights/', 'sync/']) {
      const target = `${accountsPath}${page}/${rest}`
      const { token } = shop.owner
      const answer = await (rest === 'sync/' ? shop.app.post(target, {}, token) : shop.app.get(target, token))
      expect(answer.status, answer.text).toBe(200)
    }
  })

  test('without the number that was named, or without any, tells so', async () => {
    const named = await connect({ phone_number: '+964 771 999 9999' })
    shop.whatsapp.account.numbers = []
    const any = await connect()
    for (const { id: failed, query } of [named, any]) {
      expect(query).toMatchObject({
        connected: 'false',
        error: 'no_whatsapp_number',
        account_id: String(failed),
      })
      expect(await read(failed)).toMatchObject({ status: 'error', external_account_id: null })
    }
    shop.whatsapp.account.numbers = [
      { id: shopNumber, display_phone_number: '+964 770 123 4567', verified_name: 'Shop', registered: true },
    ]
  })

  test('without sight of the businesses finds the numbers that the token is for', async () => {
    const { id: connected } = await connect(
      {},
      { _scopes: 'whatsapp_business_management,whatsapp_business_messaging' },
    )
    expect(await read(connected)).toMatchObject({
      status: 'connected',
      external_account_id: shopNumber,
      metadata: { waba_id: shop.whatsapp.account.id, business_id: null },
    })
  })

  test('is a connection also when the subscription fails, and says what is amiss', async () => {
    shop.whatsapp.fail('server-error', { path: 'subscribed_apps' })
    const { id: connected } = await connect()
    const account = await read(connected)
    expect([account.status, account.error_message]).toEqual([
      'connected',
      expect.stringContaining('subscribing to them failed'),
    ])
  })

  test('is checked by the platform, and ends here alone', async () => {
    const { id: connected } = await connect()
    const check = await shop.app.post(`${accountsPath}${connected}/test-connection/`, {}, shop.owner.token)
    expect(check.body).toMatchObject({ valid: true, message_key: 'connectionValid' })
    shop.whatsapp.calls.length = 0
    expect(
      (await shop.app.post(`${accountsPath}${connected}/disconnect/`, {}, shop.owner.token)).status,
    ).toBe(200)
    expect(shop.whatsapp.calls).toEqual([])
    for (const rest of ['posts/', 'insights/'])
      expect((await shop.app.get(`${accountsPath}${connected}/${rest}`, shop.owner.token)).body).toEqual({
        error: 'Not supported',
        code: 'not_supported',
      })
  })

  test('is offered with what it can do, on the client of Meta unless it has its own', async () => {
    const { body } = await shop.app.get(`${accountsPath}platforms/`, shop.owner.token)
    const rows = new Map(body.map((row: { value: string }) => [row.value, row]))
    expect(rows.get('whatsapp')).toMatchObject({
      label: 'WhatsApp Business',
      configured: true,
      capabilities: ['messages', 'templates', 'webhooks'],
      publish: null,
    })
    expect(rows.get('meta')).toMatchObject({ capabilities: expect.arrayContaining(['webhooks']) })
  })
})
