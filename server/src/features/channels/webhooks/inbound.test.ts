import { describe, expect, test } from 'vitest'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { createOwner } from '../../../../test/support/factories.ts'
import { customer, ok, webhookShop } from './test-support/webhook-shop.ts'

const shop = webhookShop()
const { clock, conversations, messages, seconds, to } = shop

describe('messages', () => {
  test('from people stand unread in their conversation, once, however often and in whatever order they come', async () => {
    const id = await connectAccount(shop.app, shop.owner, 'whatsapp')
    const at = (body: string, ahead: number) => {
      clock().advance(ahead * 1000)
      const event = shop.meta.inbound({ from: customer, body, name: 'Ali' })
      clock().advance(-ahead * 1000)
      return event
    }
    const [first, second, third] = [at('one', 0), at('two', 10), at('three', 20)]
    const webhooks = to('whatsapp')
    expect(await webhooks.send(third)).toEqual(ok)
    const answers = await webhooks.burst([first, second, first, second, third, first])
    expect(answers).toEqual(Array(6).fill(ok))
    const [inbound] = await messages()
    expect(inbound).toEqual({
      id: expect.any(Number),
      account: id,
      phone_number: customer,
      body: 'three',
      direction: 'inbound',
      whatsapp_message_id: expect.stringMatching(/^wamid/),
      phone_number_id: shop.meta.account.numbers[0]!.id,
      delivery_status: null,
      delivery_error: null,
      delivery_error_code: null,
      is_read: false,
      message_type: 'text',
      customer: null,
      client_reference: null,
      created_at: new Date((seconds() + 20) * 1000).toISOString(),
    })
    expect((await messages()).map(({ body }: { body: string }) => body)).toEqual(['three', 'two', 'one'])
    const last = new Date((seconds() + 20) * 1000)
    expect(await conversations()).toEqual([
      {
        account: id,
        phone_number: customer,
        name: 'Ali',
        customer: null,
        last_message_at: last.toISOString(),
        last_message_preview: 'three',
        last_message_type: 'text',
        last_message_direction: 'inbound',
        unread_count: 3,
        session_expires_at: new Date(last.getTime() + 86_400_000).toISOString(),
      },
    ])
    const { db } = shop.app.services
    expect(await db.query('select id from channel_webhook_entries where entry is not null')).toEqual([])
  })

  test('go to every workspace that has the number, and to none that has ended its connection', async () => {
    const [other, former, stranger] = await Promise.all([1, 2, 3].map(() => createOwner(shop.app.services)))
    for (const user of [shop.owner, other!]) await connectAccount(shop.app, user, 'whatsapp')
    const ended = await connectAccount(shop.app, former!, 'whatsapp')
    await shop.app.post(`${accountsPath}${ended}/disconnect/`, {}, former!.token)
    expect(await to('whatsapp').send(shop.meta.inbound({ from: customer, body: 'Hi' }))).toEqual(ok)
    const counts = await Promise.all([shop.owner, other!, former!, stranger!].map(messages))
    expect(counts.map((rows) => rows.length)).toEqual([1, 1, 0, 0])
  })

  test('for a number that nobody has are taken and forgotten, so that they count when they come again', async () => {
    const webhooks = to('whatsapp')
    expect(await webhooks.send(shop.meta.inbound({ from: customer, body: 'early' }))).toEqual(ok)
    expect(
      await shop.app.services.db.query('select 1 from channel_webhook_entries where entry is not null'),
    ).toEqual([])
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    expect(await webhooks.replay()).toEqual(ok)
    expect(await messages()).toMatchObject([{ body: 'early' }])
  })

  test('of all kinds tell what of them is text; a broken one does not hold up its neighbours', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    const event = shop.meta.inbound({ from: customer, body: 'x' }) as {
      entry: { changes: { value: object }[] }[]
    }
    const value = event.entry[0]!.changes[0]!.value as { messages: object[] }
    const timestamp = String(seconds())
    const make = (id: string, type: string, content: object) => ({
      from: customer,
      id,
      timestamp,
      type,
      [type]: content,
    })
    value.messages = [
      { id: 'wamid.broken', from: {}, type: 'text' },
      make('wamid.k1', 'image', { id: '9', caption: 'Is this yours?' }),
      make('wamid.k2', 'button', { text: 'Yes', payload: 'p' }),
      make('wamid.k3', 'interactive', { type: 'list_reply', list_reply: { id: '1', title: 'Tea' } }),
      make('wamid.k4', 'reaction', { message_id: 'wamid.1', emoji: '👍' }),
      make('wamid.k5', 'sticker', { id: '9' }),
      make('wamid.k6', 'text', { body: 'nul\u0000 and \ud83d half' }),
      make('wamid.k7', 'location', { latitude: 33.3, longitude: 44.4 }),
    ]
    expect(await to('whatsapp').send(event)).toEqual(ok)
    const byId = new Map(
      (await messages()).map((row: { whatsapp_message_id: string; message_type: string; body: string }) => [
        row.whatsapp_message_id.slice(-2),
        [row.message_type, row.body],
      ]),
    )
    expect(Object.fromEntries(byId)).toEqual({
      k1: ['image', 'Is this yours?'],
      k2: ['button', 'Yes'],
      k3: ['interactive', 'Tea'],
      k4: ['reaction', '👍'],
      k5: ['sticker', ''],
      k6: ['text', 'nul and \ufffd half'],
      k7: ['location', '33.3, 44.4'],
    })
  })

  test('an entry that fails waits and is dealt with later; the others are there at once', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    const { db } = shop.app.services
    await db.query(`create function refuse() returns trigger language plpgsql as
      $$ begin if new.body = 'bad' then raise exception 'no'; end if; return new; end $$`)
    await db.query(
      'create trigger refuse before insert on whatsapp_messages for each row execute function refuse()',
    )
    const bad = shop.meta.inbound({ from: customer, body: 'bad' }) as { entry: object[] }
    const good = shop.meta.inbound({ from: customer, body: 'good' }) as { entry: object[] }
    try {
      expect(await to('whatsapp').send({ ...bad, entry: [...bad.entry, ...good.entry] })).toEqual(ok)
      expect(await messages()).toMatchObject([{ body: 'good' }])
    } finally {
      await db.query('drop function refuse cascade')
    }
    await shop.app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toHaveLength(1)
    clock().advance(11_000)
    await shop.app.services.jobs.runNow('look_after_channel_messages')
    expect((await messages()).map(({ body }: { body: string }) => body).sort()).toEqual(['bad', 'good'])
    expect(await conversations()).toMatchObject([{ unread_count: 2 }])
  })

  test('what a killed process had only stored is dealt with by the next look', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    const { entry } = shop.meta.inbound({ from: customer, body: 'stored' }) as {
      entry: { changes: { value: { messages: object[]; metadata: { phone_number_id: string } } }[] }[]
    }
    const value = entry[0]!.changes[0]!.value
    const stored = JSON.stringify({ number: value.metadata.phone_number_id, message: value.messages[0] })
    await shop.app.services.db.query(
      `insert into channel_webhook_entries (platform, hash, entry, received_at, try_after)
       values ('whatsapp', 'a killed process', $1, $2, $2)`,
      [stored, clock().now()],
    )
    await shop.app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toMatchObject([{ body: 'stored' }])
  })
})

describe('what became of a message', () => {
  const sent = async () => {
    const answer = await shop.app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello' },
      shop.owner.token,
    )
    return answer.body.messages[0].id as string
  }
  const state = async () => {
    const [{ delivery_status, delivery_error_code }] = await messages()
    return [delivery_status, delivery_error_code]
  }

  test('moves forward only, and failed is the end', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    const id = await sent()
    const tell = async (status: 'sent' | 'delivered' | 'read' | 'failed', error?: 131026) =>
      expect(
        await to('whatsapp').send(
          shop.meta.status({ id, to: customer, status, ...(error ? { error } : {}) }),
        ),
      ).toEqual(ok)
    expect(await state()).toEqual(['sent', null])
    await tell('delivered')
    clock().advance(1_000)
    await tell('sent')
    expect(await state()).toEqual(['delivered', null])
    await tell('read')
    clock().advance(1_000)
    await tell('delivered')
    expect(await state()).toEqual(['read', null])
    await tell('failed', 131026)
    clock().advance(1_000)
    await tell('read')
    expect(await state()).toEqual(['failed', 'whatsapp_recipient_not_deliverable'])
    expect((await messages())[0].delivery_error).toBe('Message Undeliverable.')
  })

  test('may be told before the answer to the send has come', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    const id = 'wamid.early'
    for (const status of ['read', 'delivered'] as const)
      expect(await to('whatsapp').send(shop.meta.status({ id, to: customer, status }))).toEqual(ok)
    const body = { messaging_product: 'whatsapp', contacts: [], messages: [{ id }] }
    shop.meta.fail({ status: 200, body }, { path: '/messages' })
    expect(await sent()).toBe(id)
    expect(await state()).toEqual(['read', null])
  })

  test('a message whose answer was lost is known again by its status', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    shop.meta.fail('lost', { path: '/messages' })
    const answer = await shop.app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello', client_reference: 'mine' },
      shop.owner.token,
    )
    expect(answer.body).toMatchObject({ code: 'provider_unavailable', unconfirmed: true })
    expect(await state()).toEqual([null, 'unconfirmed'])
    const { id } = shop.meta.state.messages.at(-1)!
    expect(await to('whatsapp').send(shop.meta.status({ id, to: customer, status: 'delivered' }))).toEqual(ok)
    expect(await state()).toEqual(['delivered', null])
    const again = await shop.app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello', client_reference: 'mine' },
      shop.owner.token,
    )
    expect([again.status, again.body.messages]).toEqual([200, [{ id }]])
  })
})
