import { describe, expect, test } from 'vitest'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
} from '../../../../test/support/channels.ts'
import { createOwner } from '../../../../test/support/factories.ts'
import { customer, shopNumber, whatsAppShop } from './test-support/whatsapp-shop.ts'

const shop = whatsAppShop()
const { clock, get, messages, logs, post, read } = shop

describe('sending', () => {
  test('a text goes out once as it is, and stands in the thread and the log', async () => {
    const answer = await post('send/', { to: '+964 (770) 111-22-33', message: '  Hello\n' })
    const { id: sent } = shop.whatsapp.state.messages[0]!
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        messaging_product: 'whatsapp',
        contacts: [{ input: customer, wa_id: customer }],
        messages: [{ id: sent }],
      },
    ])
    expect(shop.whatsapp.state.messages).toMatchObject([
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
        account: shop.id,
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
      account: shop.id,
    })
  })

  test('`text` is another name of `message`; what is too long is cut between two characters', async () => {
    await post('send/', { to: '٩٦٤٧٧٠١١١٢٢٣٣', text: 'x'.repeat(5000) })
    await post('send/', { to: customer, message: `x${'😀'.repeat(3000)}` })
    const [first, second] = shop.whatsapp.state.messages.map(({ sent }) => sent.text.body as string)
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
    expect([shop.whatsapp.calls, await messages()]).toEqual([[], []])
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
    shop.whatsapp.account.numbers.push(others)
    const made = await shop.app.post(
      accountsPath,
      { platform: 'whatsapp', name: 'B', phone_number: '9647710000009' },
      shop.owner.token,
    )
    const flow = await beginFlow(shop.app, shop.owner, made.body.id)
    await comeBack(shop.app, { cookie: flow.cookie, platform: 'whatsapp' }, await consent(flow))
    shop.whatsapp.account.numbers.pop()
    shop.whatsapp.account.numbers.push(others)
    const from = async (sender: object) => {
      const answer = await post('send/', { to: customer, message: 'x', ...sender })
      expect(answer.status, answer.text).toBe(200)
      return shop.whatsapp.state.messages.at(-1)!.phoneNumberId
    }
    expect(await from({})).toBe(shopNumber)
    expect(await from({ account: made.body.id })).toBe(others.id)
    expect(await from({ account: String(made.body.id) })).toBe(others.id)
    expect(await from({ phone_number_id: others.id, account: shop.id })).toBe(others.id)
    expect(await from({ phone_number_id: '', account: '' })).toBe(shopNumber)
    await shop.app.patch(`${accountsPath}${shop.id}/`, { is_active: false }, shop.owner.token)
    expect(await from({})).toBe(others.id)
    shop.whatsapp.account.numbers.pop()
  })

  test('from no number of the workspace is 404, from one that cannot send says why', async () => {
    const stranger = await createOwner(shop.app.services)
    const none = {
      error: 'No connected WhatsApp number for this company',
      code: 'no_connected_whatsapp_number',
    }
    const body = { to: customer, message: 'x' }
    for (const sender of [{}, { account: shop.id }, { phone_number_id: shopNumber }, { account: 'x' }]) {
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
    const meta = await createAccount(shop.app, shop.owner)
    expect((await post('send/', { ...body, account: meta })).body.code).toBe('not_supported')
    const unconnected = await createAccount(shop.app, shop.owner, 'whatsapp')
    expect((await post('send/', { ...body, account: unconnected })).body.code).toBe('not_connected')
    await shop.app.patch(`${accountsPath}${shop.id}/`, { is_active: false }, shop.owner.token)
    expect((await post('send/', body)).body.code).toBe('inactive')
    expect(shop.whatsapp.state.messages).toEqual([])
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
    shop.whatsapp.fail(`whatsapp-${graphCode}`, { path: '/messages' })
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
    shop.whatsapp.fail('whatsapp-132015', { path: '/messages' })
    expect((await post('send/', body)).body).toMatchObject({ code: 'provider_rejected' })
    shop.whatsapp.fail('whatsapp-130429', { path: '/messages', times: 4 })
    const limited = await post('send/', body)
    expect([limited.status, limited.body.code, limited.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      String(limited.body.retry_after),
    ])
    shop.whatsapp.calls.length = 0
    expect((await post('send/', body)).status).toBe(429)
    expect(shop.whatsapp.calls).toEqual([])
    clock().advance(61_000)
    shop.whatsapp.fail('whatsapp-131056', { path: '/messages' })
    expect((await post('send/', body)).status).toBe(200)
    shop.whatsapp.fail('revoked-app', { path: '/messages' })
    shop.whatsapp.fail('revoked-app', { path: 'oauth/access_token' })
    expect((await post('send/', body)).body.code).toBe('reconnect_required')
    expect((await read()).status).toBe('expired')
    expect((await post('send/', { ...body, account: shop.id })).body.code).toBe('reconnect_required')
    expect((await post('send/', body)).body.code).toBe('no_connected_whatsapp_number')
    expect(shop.whatsapp.state.messages).toHaveLength(1)
  })

  test.each(['lost', 'hang up', 'unavailable'] as const)(
    'what may have been sent (%s) is never sent again, also not under its reference',
    async (trouble) => {
      shop.whatsapp.fail(trouble === 'hang up' ? 'reset' : trouble, { path: '/messages' })
      const body = { to: customer, message: 'Once', client_reference: 'order 7' }
      const answer = await post('send/', body)
      expect([answer.status, answer.body]).toMatchObject([
        502,
        { code: 'provider_unavailable', unconfirmed: true },
      ])
      const again = await post('send/', body)
      expect([again.status, again.body]).toMatchObject([504, { code: 'provider_timeout', unconfirmed: true }])
      expect(shop.whatsapp.callsTo({ path: '/messages' })).toHaveLength(1)
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

  test('what never reached WhatsApp stands nowhere, and goes out under the same reference later', async () => {
    const body = { to: customer, message: 'Once', client_reference: 'order 6' }
    const answer = await shop.whatsapp.away(() => post('send/', body))
    expect([answer.status, answer.body]).toEqual([
      502,
      { error: 'The platform is not available', code: 'provider_unavailable' },
    ])
    expect(await messages()).toEqual([])
    expect((await get('conversations/')).body).toEqual([])
    expect((await post('send/', body)).status).toBe(200)
    expect(shop.whatsapp.state.messages).toHaveLength(1)
  })

  test('one reference is one message, however often and at once it is sent', async () => {
    const body = { to: customer, message: 'Once', client_reference: 'order 8' }
    const held = shop.whatsapp.hold({ path: '/messages' })
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
    const stranger = await createOwner(shop.app.services)
    await connectAccount(shop.app, stranger, 'whatsapp')
    expect((await post('send/', body, stranger)).status).toBe(200)
    expect(shop.whatsapp.state.messages).toHaveLength(2)
    expect(
      (await logs()).filter(({ action }: { action: string }) => action.startsWith('whatsapp')),
    ).toHaveLength(1)
  })

  test('of a process that died while sending nobody knows', async () => {
    const held = shop.whatsapp.hold({ path: '/messages' })
    const sending = post('send/', { to: customer, message: 'Dying' })
    await held.arrived(1)
    await shop.app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toMatchObject([{ delivery_error_code: null }])
    clock().advance(3 * 60_000 + 1)
    await shop.app.services.jobs.runNow('look_after_channel_messages')
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
    shop.whatsapp.fail({ status: 200, body: answer }, { path: '/messages' })
    expect((await post('send/', { to: '5215512345678', message: 'Hola' })).body).toEqual(answer)
    expect((await get('conversations/')).body).toMatchObject([{ phone_number: '525512345678' }])
    expect((await get('messages/?phone=525512345678')).body.count).toBe(1)
  })
})
