import { describe, expect, test } from 'vitest'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import { base, customer, whatsAppShop } from './test-support/whatsapp-shop.ts'

const shop = whatsAppShop()
const { clock, get, messages, post } = shop

describe('templates', () => {
  test('are listed as WhatsApp tells them, and sent with their parameters in their words', async () => {
    const { body } = await get(`templates/?account=${shop.id}`)
    expect(body.results[0]).toEqual({
      name: 'order_ready',
      language: 'en_US',
      category: 'UTILITY',
      status: 'APPROVED',
      components: [{ type: 'BODY', text: 'Hello {{1}}, your order is ready.' }],
    })
    const sent = await post('send-template/', {
      to: customer,
      name: 'order_ready',
      language: 'en_US',
      body_parameters: ['Sara'],
    })
    expect(sent.body).toMatchObject({ messages: [{ message_status: 'accepted' }] })
    expect(shop.whatsapp.state.messages[0]!.sent).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: customer,
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Sara' }] }],
      },
    })
    expect(await messages()).toMatchObject([
      { message_type: 'template', body: 'Hello Sara, your order is ready.' },
    ])
  })

  test('that do not fit or do not exist are refused by name', async () => {
    const send = async (body: object) => (await post('send-template/', { to: customer, ...body })).body
    const template = { name: 'order_ready', language: 'en_US' }
    expect((await send(template)).code).toBe('whatsapp_template_parameter_count')
    expect((await send({ ...template, name: 'none' })).code).toBe('whatsapp_template_not_found_or_language')
    expect((await send({ name: 'hello_world', language: 'ar' })).code).toBe(
      'whatsapp_template_not_found_or_language',
    )
    for (const [wrong, field] of [
      [{ language: 'en_US' }, 'name'],
      [{ name: 'x' }, 'language'],
      [{ ...template, to: '1' }, 'to'],
      [{ ...template, body_parameters: 'Sara' }, 'body_parameters'],
      [{ ...template, body_parameters: [null] }, 'body_parameters[0]'],
    ] as const)
      expect(await send(wrong), field).toMatchObject({
        code: 'validation_error',
        fields: { [field]: [expect.any(String)] },
      })
    expect(shop.whatsapp.state.messages).toEqual([])
    expect((await send({ name: 'hello_world', language: 'en_US' })).messages).toHaveLength(1)
  })
})

describe('conversations', () => {
  const inbound = async (from: string, body: string, name = 'Ali') => {
    shop.whatsapp.webhooks.target = `${shop.app.url}/api/integrations/webhooks/whatsapp/`
    expect((await shop.whatsapp.webhooks.send(shop.whatsapp.inbound({ from, body, name }))).status).toBe(200)
    clock().advance(1000)
  }

  test('bear the name of the customer with the number, however it was written down', async () => {
    const add = async (name: string, phone: string) =>
      (await shop.app.post('/api/customers', { name, phone }, shop.owner.token)).body.id
    const [sara, ali] = [await add('Sara', '+964 770 111 2233'), await add('Ali', '07709998877')]
    await inbound('9647701112233', 'one')
    await inbound('9647709998877', 'two')
    await inbound('9647700000000', 'three', 'Zaid')
    const shown = (await get('conversations/')).body.map(
      ({ name, customer: linked }: { name: string; customer: number }) => [name, linked],
    )
    expect(shown).toEqual([
      ['Zaid', null],
      ['Ali', ali],
      ['Sara', sara],
    ])
    expect((await get('messages/?phone=%2B964-770-111-2233')).body.results).toMatchObject([
      { customer: sara },
    ])
    expect((await get('conversations/?limit=1')).body).toHaveLength(1)
    expect((await get(`conversations/?account=${shop.id}`)).body).toHaveLength(3)
    expect((await get('conversations/?account=1')).body).toEqual([])
  })

  test('are read at once and only in their own workspace; a text may follow for 24 hours', async () => {
    const stranger = await createOwner(shop.app.services)
    await connectAccount(shop.app, stranger, 'whatsapp')
    await inbound(customer, 'one')
    await inbound(customer, 'two')
    await inbound('9647709998877', 'other')
    const readAll = (body: object, user = shop.owner) => post('conversations/read/', body, user)
    expect((await readAll({ phone: customer, account: 1 })).body).toEqual({ read: 0 })
    expect((await readAll({ phone: `+${customer}` })).body).toEqual({ read: 2 })
    expect((await readAll({ phone: customer, account: shop.id })).body).toEqual({ read: 0 })
    expect((await readAll({ phone: '1234567' })).body).toEqual({ read: 0 })
    const unread = async (user: SignedInUser) =>
      (await get('conversations/', user)).body.map((row: { unread_count: number }) => row.unread_count)
    expect([await unread(shop.owner), await unread(stranger)]).toEqual([
      [1, 0],
      [1, 2],
    ])
    const waiting = async (user: SignedInUser) => (await get('conversations/unread/', user)).body
    expect([await waiting(shop.owner), await waiting(stranger)]).toEqual([{ unread: 1 }, { unread: 3 }])
    expect(await waiting(await createOwner(shop.app.services))).toEqual({ unread: 0 })
    for (const wrong of [{}, { phone: 'x' }, { phone: customer, account: 'x' }])
      expect((await readAll(wrong)).body.code).toBe('validation_error')
    await inbound(customer, 'three')
    expect((await readAll({ phone: customer })).body).toEqual({ read: 1 })
  })

  test('and messages come in pages, newest first', async () => {
    for (const body of ['one', 'two', 'three']) await inbound(customer, body)
    const page = await get(`messages/?phone=${customer}&account=${shop.id}&page_size=2`)
    expect(page.body).toMatchObject({
      count: 3,
      previous: null,
      next: expect.stringContaining('page=2'),
      results: [{ body: 'three' }, { body: 'two' }],
    })
    expect((await get('messages/?account=abc')).body.count).toBe(3)
    for (const none of ['messages/?phone=abc', 'messages/?phone=1', 'messages/?account=99999999999'])
      expect((await get(none)).body.count).toBe(0)
    expect((await get('messages/?page=2')).status).toBe(404)
  })

  test('go with their account', async () => {
    await inbound(customer, 'one')
    expect((await shop.app.delete(`${accountsPath}${shop.id}/`, shop.owner.token)).status).toBe(204)
    expect([await messages(), (await get('conversations/')).body]).toEqual([[], []])
  })
})

test('nobody without the permission reads or writes, nor does a token of the API', async () => {
  const seller = await signIn(
    shop.app.services,
    await createUser(shop.app.services, { workspaceId: shop.owner.workspaceId, role: 'seller' }),
  )
  for (const [method, rest] of [
    ['POST', 'send/'],
    ['POST', 'send-template/'],
    ['GET', 'templates/'],
    ['GET', 'messages/'],
    ['GET', 'conversations/'],
    ['GET', 'conversations/unread/'],
    ['POST', 'conversations/read/'],
  ] as const) {
    const body = method === 'POST' ? { to: customer, message: 'x' } : undefined
    const call = (token?: string) => shop.app.call(method, base + rest, { token, body })
    expect((await call()).status).toBe(401)
    expect((await call('tp_live_nonsense')).status).toBe(401)
    expect((await call(seller.token)).status).toBe(403)
    const other = await shop.app.call(method === 'POST' ? 'GET' : 'POST', base + rest, {
      token: shop.owner.token,
    })
    expect([other.status, other.body.detail]).toEqual([
      405,
      expect.stringMatching(/^Method "\w+" not allowed\.$/),
    ])
  }
  expect(shop.whatsapp.calls).toEqual([])
})
