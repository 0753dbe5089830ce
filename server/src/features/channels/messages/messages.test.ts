import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWhatsAppDouble, type WhatsAppDouble } from '../../../../test/doubles/whatsapp.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
} from '../../../../test/support/channels.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerCustomers } from '../../customers/index.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'

const base = '/api/integrations/whatsapp/'
const customer = '9647701112233'
const shopNumber = '106540352242922'

let app: TestApp
let whatsapp: WhatsAppDouble
let owner: SignedInUser
let id: number
const clock = () => app.services.clock as FixedClock

beforeAll(async () => {
  whatsapp = await startWhatsAppDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, registerCustomers, channelsOf(adapters, async () => {})],
    now: new Date(),
    env: { ...whatsapp.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner, 'whatsapp')
  whatsapp.calls.length = 0
  whatsapp.state.messages.length = 0
})
afterEach(async () => {
  const rows = await Promise.all(
    ['channel_logs', 'channel_accounts', 'whatsapp_messages'].map((table) =>
      app.services.db.query(`select t::text from ${table} t`),
    ),
  )
  const text = JSON.stringify(rows)
  expect(whatsapp.secrets().filter((secret) => text.includes(secret))).toEqual([])
})
afterAll(async () => {
  await app.close()
  await whatsapp.close()
})

const get = (rest: string, user = owner) => app.get(base + rest, user.token)
const post = (rest: string, body: unknown, user = owner) => app.post(base + rest, body, user.token)
const read = async (account = id) => (await app.get(`${accountsPath}${account}/`, owner.token)).body
const messages = async (user = owner) => (await get('messages/', user)).body.results
const logs = async () => (await app.get('/api/integrations/logs/', owner.token)).body.results

describe('connecting', () => {
  const connect = async (fields: object = {}, visit: Record<string, string> = {}, user = owner) => {
    const { body } = await app.post(accountsPath, { platform: 'whatsapp', name: 'WA', ...fields }, user.token)
    const flow = await beginFlow(app, user, body.id)
    const back = await comeBack(
      app,
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
    owner = await createOwner(app.services)
    whatsapp.account.numbers = [whatsapp.account.numbers[0]!]
    whatsapp.account.subscribed.clear()
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
        waba_id: whatsapp.account.id,
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
    expect(whatsapp.account.subscribed.size).toBe(1)
  })

  test.each([
    ['+964 771 000 0001', second.id],
    ['9647710000001', second.id],
    ['07710000001', second.id],
    ['964-770-123-4567', shopNumber],
  ])('takes the number with the digits of %s', async (phone_number, expected) => {
    whatsapp.account.numbers.push(second)
    const { id: connected } = await connect({ phone_number })
    expect((await read(connected)).external_account_id).toBe(expected)
  })

  test('without the number that was named, or without any, tells so', async () => {
    const named = await connect({ phone_number: '+964 771 999 9999' })
    whatsapp.account.numbers = []
    const any = await connect()
    for (const { id: failed, query } of [named, any]) {
      expect(query).toMatchObject({
        connected: 'false',
        error: 'no_whatsapp_number',
        account_id: String(failed),
      })
      expect(await read(failed)).toMatchObject({ status: 'error', external_account_id: null })
    }
    whatsapp.account.numbers = [
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
      metadata: { waba_id: whatsapp.account.id, business_id: null },
    })
  })

  test('is a connection also when the subscription fails, and says what is amiss', async () => {
    whatsapp.fail('server-error', { path: 'subscribed_apps' })
    const { id: connected } = await connect()
    const account = await read(connected)
    expect([account.status, account.error_message]).toEqual([
      'connected',
      expect.stringContaining('subscribing to them failed'),
    ])
  })

  test('is checked by the platform, and ends here alone', async () => {
    const { id: connected } = await connect()
    const check = await app.post(`${accountsPath}${connected}/test-connection/`, {}, owner.token)
    expect(check.body).toMatchObject({ valid: true, message_key: 'connectionValid' })
    whatsapp.calls.length = 0
    expect((await app.post(`${accountsPath}${connected}/disconnect/`, {}, owner.token)).status).toBe(200)
    expect(whatsapp.calls).toEqual([])
    for (const rest of ['posts/', 'insights/'])
      expect((await app.get(`${accountsPath}${connected}/${rest}`, owner.token)).body).toEqual({
        error: 'Not supported',
        code: 'not_supported',
      })
  })

  test('is offered with what it can do, on the client of Meta unless it has its own', async () => {
    const { body } = await app.get(`${accountsPath}platforms/`, owner.token)
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

describe('sending', () => {
  test('a text goes out once as it is, and stands in the thread and the log', async () => {
    const answer = await post('send/', { to: '+964 (770) 111-22-33', message: '  Hello\n' })
    const { id: sent } = whatsapp.state.messages[0]!
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        messaging_product: 'whatsapp',
        contacts: [{ input: customer, wa_id: customer }],
        messages: [{ id: sent }],
      },
    ])
    expect(whatsapp.state.messages).toMatchObject([
      {
        phoneNumberId: shopNumber,
        sent: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: customer,
          type: 'text',
          text: { body: '  Hello\n' },
        },
      },
    ])
    expect(await messages()).toMatchObject([
      {
        account: id,
        phone_number: customer,
        phone_number_id: shopNumber,
        body: '  Hello\n',
        direction: 'outbound',
        whatsapp_message_id: sent,
        delivery_status: 'sent',
        delivery_error: null,
        message_type: 'text',
      },
    ])
    expect((await get('conversations/')).body).toMatchObject([
      { phone_number: customer, last_message_preview: 'Hello', unread_count: 0, session_expires_at: null },
    ])
    expect((await logs())[0]).toMatchObject({
      action: 'whatsapp_message_sent',
      status: 'success',
      account: id,
    })
  })

  test('`text` is another name of `message`; what is too long is cut between two characters', async () => {
    await post('send/', { to: '٩٦٤٧٧٠١١١٢٢٣٣', text: 'x'.repeat(5000) })
    await post('send/', { to: customer, message: `x${'😀'.repeat(3000)}` })
    const [first, second] = whatsapp.state.messages.map(({ sent }) => sent.text.body as string)
    expect(first).toBe('x'.repeat(4096))
    expect(second).toBe(`x${'😀'.repeat(2047)}`)
  })

  test.each([
    [{}, 'to and message are required', ['message', 'to']],
    [{ to: customer }, 'to and message are required', ['message']],
    [{ to: customer, message: '   ' }, 'to and message are required', ['message']],
    [{ message: 'x', to: null }, 'to and message are required', ['to']],
    [{ to: '123456', message: 'x' }, 'The request is not valid', ['to']],
    [{ to: '1234567890123456', message: 'x' }, 'The request is not valid', ['to']],
    [{ to: '+964 770 call me', message: 'x' }, 'The request is not valid', ['to']],
    [{ to: { toString: 1 }, message: 'x' }, 'The request is not valid', ['to']],
    [{ to: customer, message: 7 }, 'The request is not valid', ['message']],
    [{ to: customer, message: 'a\u0000b' }, 'The request is not valid', ['message']],
    [
      { to: customer, message: 'x', client_reference: 'r'.repeat(101) },
      'The request is not valid',
      ['client_reference'],
    ],
  ])('%j is refused and nothing is sent', async (body, error, fields) => {
    const answer = await post('send/', body)
    expect([answer.status, answer.body.error, answer.body.code]).toEqual([400, error, 'validation_error'])
    expect(Object.keys(answer.body.fields).sort()).toEqual(fields)
    expect([whatsapp.calls, await messages()]).toEqual([[], []])
  })

  test('a body that is no object or no JSON is refused in the words of the contract', async () => {
    expect((await post('send/', [])).body).toEqual({
      non_field_errors: ['Invalid data. Expected a dictionary.'],
    })
    const broken = await post('send/', '{')
    expect([broken.status, broken.body.detail]).toEqual([400, expect.stringMatching(/^JSON parse error - /)])
  })

  test('goes from the number that is named, else its account, else the one that is connected longest', async () => {
    const others = {
      id: '206540352242922',
      display_phone_number: '+964 771 000 0009',
      verified_name: 'B',
      registered: true,
    }
    whatsapp.account.numbers.push(others)
    const made = await app.post(
      accountsPath,
      { platform: 'whatsapp', name: 'B', phone_number: '9647710000009' },
      owner.token,
    )
    const flow = await beginFlow(app, owner, made.body.id)
    await comeBack(app, { cookie: flow.cookie, platform: 'whatsapp' }, await consent(flow))
    whatsapp.account.numbers.pop()
    whatsapp.account.numbers.push(others)
    const from = async (sender: object) => {
      const answer = await post('send/', { to: customer, message: 'x', ...sender })
      expect(answer.status, answer.text).toBe(200)
      return whatsapp.state.messages.at(-1)!.phoneNumberId
    }
    expect(await from({})).toBe(shopNumber)
    expect(await from({ account: made.body.id })).toBe(others.id)
    expect(await from({ account: String(made.body.id) })).toBe(others.id)
    expect(await from({ phone_number_id: others.id, account: id })).toBe(others.id)
    expect(await from({ phone_number_id: '', account: '' })).toBe(shopNumber)
    await app.patch(`${accountsPath}${id}/`, { is_active: false }, owner.token)
    expect(await from({})).toBe(others.id)
    whatsapp.account.numbers.pop()
  })

  test('from no number of the workspace is 404, from one that cannot send says why', async () => {
    const stranger = await createOwner(app.services)
    const none = {
      error: 'No connected WhatsApp number for this company',
      code: 'no_connected_whatsapp_number',
    }
    const body = { to: customer, message: 'x' }
    for (const sender of [{}, { account: id }, { phone_number_id: shopNumber }, { account: 'x' }]) {
      const answer = await post('send/', { ...body, ...sender }, stranger)
      expect([answer.status, answer.body]).toEqual([404, none])
    }
    for (const sender of [
      { account: 99999999999 },
      { account: { toString: 1 } },
      { phone_number_id: { valueOf: 2, toString: 1 } },
      { account: {} },
      { phone_number_id: '1' },
      { phone_number_id: [] },
    ])
      expect((await post('send/', { ...body, ...sender })).body).toEqual(none)
    const meta = await createAccount(app, owner)
    expect((await post('send/', { ...body, account: meta })).body.code).toBe('not_supported')
    const unconnected = await createAccount(app, owner, 'whatsapp')
    expect((await post('send/', { ...body, account: unconnected })).body.code).toBe('not_connected')
    await app.patch(`${accountsPath}${id}/`, { is_active: false }, owner.token)
    expect((await post('send/', body)).body.code).toBe('inactive')
    expect(whatsapp.state.messages).toEqual([])
  })

  test.each([
    [131037, 'whatsapp_display_name_not_approved'],
    [131026, 'whatsapp_recipient_not_deliverable'],
    [131047, 'whatsapp_outside_session_use_template'],
    [131049, 'whatsapp_ecosystem_engagement_limit'],
    [132000, 'whatsapp_template_parameter_count'],
    [132001, 'whatsapp_template_not_found_or_language'],
    [133010, 'whatsapp_account_not_registered'],
  ] as const)('what WhatsApp refuses by %i is %s, and stands in the log alone', async (graphCode, code) => {
    whatsapp.fail(`whatsapp-${graphCode}`, { path: '/messages' })
    const answer = await post('send/', { to: customer, message: 'x', client_reference: 'free again' })
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        error: expect.any(String),
        code,
        provider: expect.objectContaining({ platform: 'whatsapp', code: String(graphCode) }),
      },
    ])
    expect([await messages(), (await get('conversations/')).body]).toEqual([[], []])
    expect((await logs())[0]).toMatchObject({ action: 'whatsapp_message_sent', status: 'error' })
    const again = await post('send/', { to: customer, message: 'x', client_reference: 'free again' })
    expect(again.status).toBe(200)
  })

  test('other refusals, limits and a dead token are those of every platform', async () => {
    const body = { to: customer, message: 'x' }
    whatsapp.fail('whatsapp-132015', { path: '/messages' })
    expect((await post('send/', body)).body).toMatchObject({ code: 'provider_rejected' })
    whatsapp.fail('whatsapp-130429', { path: '/messages', times: 4 })
    const limited = await post('send/', body)
    expect([limited.status, limited.body.code, limited.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      String(limited.body.retry_after),
    ])
    whatsapp.calls.length = 0
    expect((await post('send/', body)).status).toBe(429)
    expect(whatsapp.calls).toEqual([])
    clock().advance(61_000)
    whatsapp.fail('whatsapp-131056', { path: '/messages' })
    expect((await post('send/', body)).status).toBe(200)
    whatsapp.fail('revoked-app', { path: '/messages' })
    whatsapp.fail('revoked-app', { path: 'oauth/access_token' })
    expect((await post('send/', body)).body.code).toBe('reconnect_required')
    expect((await read()).status).toBe('expired')
    expect((await post('send/', { ...body, account: id })).body.code).toBe('reconnect_required')
    expect((await post('send/', body)).body.code).toBe('no_connected_whatsapp_number')
    expect(whatsapp.state.messages).toHaveLength(1)
  })

  test.each(['lost', 'hang up', 'unavailable'] as const)(
    'what may have been sent (%s) is never sent again, also not under its reference',
    async (trouble) => {
      whatsapp.fail(trouble === 'hang up' ? 'reset' : trouble, { path: '/messages' })
      const body = { to: customer, message: 'Once', client_reference: 'order 7' }
      const answer = await post('send/', body)
      expect([answer.status, answer.body]).toMatchObject([
        502,
        { code: 'provider_unavailable', unconfirmed: true },
      ])
      const again = await post('send/', body)
      expect([again.status, again.body]).toMatchObject([504, { code: 'provider_timeout', unconfirmed: true }])
      expect(whatsapp.callsTo({ path: '/messages' })).toHaveLength(1)
      expect(await messages()).toMatchObject([
        {
          body: 'Once',
          delivery_status: null,
          delivery_error_code: 'unconfirmed',
          whatsapp_message_id: null,
        },
      ])
      expect((await get('conversations/')).body).toMatchObject([{ last_message_preview: 'Once' }])
    },
  )

  test('one reference is one message, however often and at once it is sent', async () => {
    const body = { to: customer, message: 'Once', client_reference: 'order 8' }
    const held = whatsapp.hold({ path: '/messages' })
    const first = post('send/', body)
    await held.arrived(1)
    const meanwhile = await post('send/', body)
    expect([meanwhile.status, meanwhile.body.code]).toEqual([409, 'send_in_progress'])
    held.release()
    const { body: answer } = await first
    const all = await Promise.all(Array.from({ length: 5 }, () => post('send/', body)))
    for (const one of all) expect([one.status, one.body]).toEqual([200, answer])
    const other = await post('send/', { ...body, message: 'Twice' })
    expect([other.status, other.body.code]).toEqual([409, 'reference_reused'])
    const stranger = await createOwner(app.services)
    await connectAccount(app, stranger, 'whatsapp')
    expect((await post('send/', body, stranger)).status).toBe(200)
    expect(whatsapp.state.messages).toHaveLength(2)
    expect(
      (await logs()).filter(({ action }: { action: string }) => action.startsWith('whatsapp')),
    ).toHaveLength(1)
  })

  test('of a process that died while sending nobody knows', async () => {
    const held = whatsapp.hold({ path: '/messages' })
    const sending = post('send/', { to: customer, message: 'Dying' })
    await held.arrived(1)
    await app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toMatchObject([{ delivery_error_code: null }])
    clock().advance(3 * 60_000 + 1)
    await app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toMatchObject([{ delivery_error_code: 'unconfirmed' }])
    held.release()
    expect((await sending).status).toBe(200)
    expect(await messages()).toMatchObject([{ delivery_status: 'sent', delivery_error_code: null }])
  })

  test('the thread is that of the receiver as WhatsApp knows him', async () => {
    const answer = {
      messaging_product: 'whatsapp',
      contacts: [{ input: '5215512345678', wa_id: '525512345678' }],
      messages: [{ id: 'wamid.mx' }],
    }
    whatsapp.fail({ status: 200, body: answer }, { path: '/messages' })
    expect((await post('send/', { to: '5215512345678', message: 'Hola' })).body).toEqual(answer)
    expect((await get('conversations/')).body).toMatchObject([{ phone_number: '525512345678' }])
    expect((await get('messages/?phone=525512345678')).body.count).toBe(1)
  })
})

describe('templates', () => {
  test('are listed as WhatsApp tells them, and sent with their parameters in their words', async () => {
    const { body } = await get(`templates/?account=${id}`)
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
    expect(whatsapp.state.messages[0]!.sent).toEqual({
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
    expect(whatsapp.state.messages).toEqual([])
    expect((await send({ name: 'hello_world', language: 'en_US' })).messages).toHaveLength(1)
  })
})

describe('conversations', () => {
  const inbound = async (from: string, body: string, name = 'Ali') => {
    whatsapp.webhooks.target = `${app.url}/api/integrations/webhooks/whatsapp/`
    expect((await whatsapp.webhooks.send(whatsapp.inbound({ from, body, name }))).status).toBe(200)
    clock().advance(1000)
  }

  test('bear the name of the customer with the number, however it was written down', async () => {
    const add = async (name: string, phone: string) =>
      (await app.post('/api/customers', { name, phone }, owner.token)).body.id
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
    expect((await get(`conversations/?account=${id}`)).body).toHaveLength(3)
    expect((await get('conversations/?account=1')).body).toEqual([])
  })

  test('are read at once and only in their own workspace; a text may follow for 24 hours', async () => {
    const stranger = await createOwner(app.services)
    await connectAccount(app, stranger, 'whatsapp')
    await inbound(customer, 'one')
    await inbound(customer, 'two')
    await inbound('9647709998877', 'other')
    const readAll = (body: object, user = owner) => post('conversations/read/', body, user)
    expect((await readAll({ phone: customer, account: 1 })).body).toEqual({ read: 0 })
    expect((await readAll({ phone: `+${customer}` })).body).toEqual({ read: 2 })
    expect((await readAll({ phone: customer, account: id })).body).toEqual({ read: 0 })
    expect((await readAll({ phone: '1234567' })).body).toEqual({ read: 0 })
    const unread = async (user: SignedInUser) =>
      (await get('conversations/', user)).body.map((row: { unread_count: number }) => row.unread_count)
    expect([await unread(owner), await unread(stranger)]).toEqual([
      [1, 0],
      [1, 2],
    ])
    for (const wrong of [{}, { phone: 'x' }, { phone: customer, account: 'x' }])
      expect((await readAll(wrong)).body.code).toBe('validation_error')
    await inbound(customer, 'three')
    expect((await readAll({ phone: customer })).body).toEqual({ read: 1 })
  })

  test('and messages come in pages, newest first', async () => {
    for (const body of ['one', 'two', 'three']) await inbound(customer, body)
    const page = await get(`messages/?phone=${customer}&account=${id}&page_size=2`)
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
    expect((await app.delete(`${accountsPath}${id}/`, owner.token)).status).toBe(204)
    expect([await messages(), (await get('conversations/')).body]).toEqual([[], []])
  })
})

test('nobody without the permission reads or writes, nor does a token of the API', async () => {
  const seller = await signIn(
    app.services,
    await createUser(app.services, { workspaceId: owner.workspaceId, role: 'seller' }),
  )
  for (const [method, rest] of [
    ['POST', 'send/'],
    ['POST', 'send-template/'],
    ['GET', 'templates/'],
    ['GET', 'messages/'],
    ['GET', 'conversations/'],
    ['POST', 'conversations/read/'],
  ] as const) {
    const body = method === 'POST' ? { to: customer, message: 'x' } : undefined
    const call = (token?: string) => app.call(method, base + rest, { token, body })
    expect((await call()).status).toBe(401)
    expect((await call('tp_live_nonsense')).status).toBe(401)
    expect((await call(seller.token)).status).toBe(403)
    const other = await app.call(method === 'POST' ? 'GET' : 'POST', base + rest, { token: owner.token })
    expect([other.status, other.body.detail]).toEqual([
      405,
      expect.stringMatching(/^Method "\w+" not allowed\.$/),
    ])
  }
  expect(whatsapp.calls).toEqual([])
})
