import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commentEvent } from '../../../../test/doubles/meta.ts'
import { startTikTokDouble, type TikTokDouble } from '../../../../test/doubles/tiktok.ts'
import { startWhatsAppDouble, type WhatsAppDouble } from '../../../../test/doubles/whatsapp.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
} from '../../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'

const hooks = '/api/integrations/webhooks/'
const customer = '9647701112233'
const page = '1029384756'

let app: TestApp
let meta: WhatsAppDouble
let tiktok: TikTokDouble
let owner: SignedInUser
const clock = () => app.services.clock as FixedClock
const now = () => (app?.services.clock.now() ?? new Date()).getTime()
const seconds = () => Math.floor(now() / 1000)

beforeAll(async () => {
  meta = await startWhatsAppDouble({ now })
  tiktok = await startTikTokDouble({ now })
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, async () => {})],
    now: new Date(),
    env: {
      ...meta.env,
      ...tiktok.env,
      META_WEBHOOK_VERIFY_TOKEN: 'meta token',
      FRONTEND_URL: 'https://app.example.com',
    },
  })
})
beforeEach(async () => {
  // Accounts of other tests have the same numbers and pages.
  await app.services.db.query('delete from channel_accounts')
  owner = await createOwner(app.services)
})
afterAll(async () => {
  await app.close()
  await meta.close()
  await tiktok.close()
})

const to = (name: 'meta' | 'whatsapp' | 'tiktok') => {
  const { webhooks } = name === 'tiktok' ? tiktok : meta
  webhooks.target = `${app.url}${hooks}${name}/`
  return webhooks
}
const ok = { status: 200, text: '{"status":"ok"}' }
const messages = async (user = owner) =>
  (await app.get('/api/integrations/whatsapp/messages/?page_size=200', user.token)).body.results
const conversations = async (user = owner) =>
  (await app.get('/api/integrations/whatsapp/conversations/', user.token)).body
const logs = async (user = owner) =>
  (await app.get('/api/integrations/logs/?action=webhook_received', user.token)).body.results
const read = async (id: number, user = owner) => (await app.get(`${accountsPath}${id}/`, user.token)).body

/** Everything that a webhook may touch. */
async function snapshot(): Promise<unknown> {
  const tables = [
    'channel_accounts',
    'channel_secrets',
    'channel_logs',
    'whatsapp_messages',
    'whatsapp_statuses',
    'whatsapp_conversations',
  ]
  return Promise.all(
    tables.map((table) => app.services.db.query(`select t::text from ${table} t order by 1`)),
  )
}

/** Puts a value at one of all the places of a body. */
function replaceAt(body: object, place: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, below] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key])
      walk(below)
    }
  }
  walk(body)
  const [holder, key] = places[place % places.length] ?? []
  if (holder && key !== undefined) holder[key] = value
}

describe('making sure of the address', () => {
  const verify = (name: string, query: Record<string, string>, target = app) =>
    target.get(`${hooks}${name}/?${new URLSearchParams(query)}`)
  const right = { 'hub.mode': 'subscribe', 'hub.verify_token': 'meta token', 'hub.challenge': '<1158201444>' }

  test('answers the challenge as plain text to the right token only', async () => {
    for (const name of ['meta', 'whatsapp']) {
      const answer = await verify(name, right)
      expect([answer.status, answer.text]).toEqual([200, '<1158201444>'])
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      for (const wrong of [
        { 'hub.verify_token': 'Meta token' },
        { 'hub.verify_token': '' },
        { 'hub.mode': 'unsubscribe' },
      ]) {
        const refused = await verify(name, { ...right, ...wrong })
        expect([refused.status, refused.text]).toEqual([403, 'Forbidden'])
      }
      expect((await verify(name, {})).status).toBe(403)
    }
    expect((await verify('tiktok', right)).status).toBe(405)
  })

  test('by a token that is not set is refused, and so is every delivery without a secret', async () => {
    const bare = await startTestApp({ features: [channelsOf(adapters)], env: {} })
    try {
      for (const token of ['', 'null', 'undefined'])
        expect((await verify('meta', { ...right, 'hub.verify_token': token }, bare)).status).toBe(403)
      for (const name of ['meta', 'whatsapp', 'tiktok'] as const) {
        const webhooks = to(name)
        webhooks.target = `${bare.url}${hooks}${name}/`
        for (const secret of [undefined, '', null])
          expect(await webhooks.send({}, { secret })).toEqual({ status: 401, text: 'Unauthorized' })
      }
    } finally {
      await bare.close()
    }
  })
})

describe('a delivery', () => {
  test('that is unsigned, signed with another secret, altered or too old changes nothing', async () => {
    await connectAccount(app, owner, 'whatsapp')
    await connectAccount(app, owner, 'meta')
    await connectAccount(app, owner, 'tiktok')
    const before = await snapshot()
    const bodies = {
      whatsapp: meta.inbound({ from: customer, body: 'Hi' }),
      meta: commentEvent(page, { comment_id: '1' }, seconds()),
      tiktok: tiktok.event('authorization.removed', 'open-sara', { reason: 1 }),
    }
    for (const name of ['whatsapp', 'meta', 'tiktok'] as const) {
      const options = [
        { secret: null },
        { secret: 'wrong' },
        { alter: (raw: string) => `${raw} ` },
        { alter: (raw: string) => raw.replace(/\d/, '0') },
      ]
      for (const option of options)
        expect(await to(name).send(bodies[name], option)).toEqual({ status: 401, text: 'Unauthorized' })
    }
    for (const at of [seconds() - 301, seconds() + 301])
      expect((await to('tiktok').send(bodies.tiktok, { at })).status).toBe(401)
    for (const header of ['', 't=,s=', `t=${seconds()}`, `t=x,s=${'0'.repeat(64)}`, 'é'])
      expect(
        (
          await app.call('POST', `${hooks}tiktok/`, {
            body: bodies.tiktok,
            headers: { 'tiktok-signature': header },
          })
        ).status,
      ).toBe(401)
    expect(await snapshot()).toEqual(before)
  })

  test('that is no JSON is 400, one of odd JSON is taken and means nothing', async () => {
    await connectAccount(app, owner, 'whatsapp')
    const before = await snapshot()
    for (const name of ['whatsapp', 'meta', 'tiktok'] as const) {
      for (const raw of ['{', '', 'null null', '[1,'])
        expect(await to(name).send(raw)).toEqual({ status: 400, text: 'Bad Request' })
      expect((await to(name).send(`${'['.repeat(5000)}${']'.repeat(5000)}`)).status).toBe(400)
      for (const odd of [
        null,
        7,
        'text',
        [],
        {},
        { entry: 'x' },
        { entry: [null, 7, {}, { id: {}, changes: 'x' }, { id: page, changes: [null, {}, { field: 3 }] }] },
        { entry: [{ changes: [{ value: { metadata: { phone_number_id: {} }, messages: [{}] } }] }] },
        { entry: [{ changes: [{ value: { metadata: null, statuses: [null] } }] }] },
        { event: 5, user_openid: [] },
        { event: 'authorization.removed', user_openid: 'nobody', content: '{' },
      ])
        expect(await to(name).send(JSON.stringify(odd)), JSON.stringify(odd)).toEqual(ok)
    }
    expect(await snapshot()).toEqual(before)
  })

  test('with any value anywhere is taken, and none of it fails later', async () => {
    await connectAccount(app, owner, 'whatsapp')
    await connectAccount(app, owner, 'meta')
    await connectAccount(app, owner, 'tiktok')
    const events = {
      inbound: ['whatsapp', () => meta.inbound({ from: customer, body: 'Hi' })],
      status: [
        'whatsapp',
        () => meta.status({ id: 'wamid.1', to: customer, status: 'failed', error: 131026 }),
      ],
      comment: ['meta', () => commentEvent(page, { comment_id: '1' }, seconds())],
      video: ['tiktok', () => tiktok.event('video.publish.completed', 'open-sara', { publish_id: 'v_1' })],
    } as const
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        '\u0000',
        'a\u0000b',
        '\ud83d',
        '1e400',
        '9'.repeat(400),
        -1,
        2 ** 53,
        5e-324,
        [],
        {},
        '',
        { toString: 1, valueOf: 2 },
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    )
    const change = fc.record({ place: fc.nat(), value: odd })
    const which = fc.constantFrom(...(Object.keys(events) as (keyof typeof events)[]))
    await fc.assert(
      fc.asyncProperty(which, fc.array(change, { minLength: 1, maxLength: 3 }), async (name, changes) => {
        const [hook, make] = events[name]
        const body = make()
        for (const { place, value } of changes) replaceAt(body, place, value)
        expect(await to(hook).send(JSON.stringify(body))).toEqual(ok)
      }),
      { numRuns: 150 },
    )
    const failed = await app.services.db.query(
      'select platform, entry from channel_webhook_entries where attempts > 0',
    )
    expect(failed).toEqual([])
  })

  test('is taken up to 1 MiB, of any content type', async () => {
    const id = await connectAccount(app, owner, 'whatsapp')
    const text = JSON.stringify(meta.inbound({ from: customer, body: 'Hi' }))
    const full = text + ' '.repeat(1024 * 1024 - text.length)
    expect((await to('whatsapp').send(`${full} `)).status).toBe(413)
    expect(await messages()).toEqual([])
    const webhooks = to('whatsapp')
    expect(await webhooks.send(full)).toEqual(ok)
    const [sent] = webhooks.sent.slice(-1)
    const other = await app.call('POST', `${hooks}whatsapp`, {
      body: sent!.raw,
      headers: { ...sent!.headers, 'content-type': 'application/octet-stream' },
    })
    expect([other.status, other.body]).toEqual([200, { status: 'ok' }])
    expect(await messages()).toMatchObject([{ account: id, body: 'Hi' }])
  })
})

describe('messages', () => {
  test('from people stand unread in their conversation, once, however often and in whatever order they come', async () => {
    const id = await connectAccount(app, owner, 'whatsapp')
    const at = (body: string, ahead: number) => {
      clock().advance(ahead * 1000)
      const event = meta.inbound({ from: customer, body, name: 'Ali' })
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
      phone_number_id: meta.account.numbers[0]!.id,
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
    const { db } = app.services
    expect(await db.query('select id from channel_webhook_entries where entry is not null')).toEqual([])
  })

  test('go to every workspace that has the number, and to none that has ended its connection', async () => {
    const [other, former, stranger] = await Promise.all([1, 2, 3].map(() => createOwner(app.services)))
    for (const user of [owner, other!]) await connectAccount(app, user, 'whatsapp')
    const ended = await connectAccount(app, former!, 'whatsapp')
    await app.post(`${accountsPath}${ended}/disconnect/`, {}, former!.token)
    expect(await to('whatsapp').send(meta.inbound({ from: customer, body: 'Hi' }))).toEqual(ok)
    const counts = await Promise.all([owner, other!, former!, stranger!].map(messages))
    expect(counts.map((rows) => rows.length)).toEqual([1, 1, 0, 0])
  })

  test('for a number that nobody has are taken and forgotten, so that they count when they come again', async () => {
    const webhooks = to('whatsapp')
    expect(await webhooks.send(meta.inbound({ from: customer, body: 'early' }))).toEqual(ok)
    expect(
      await app.services.db.query('select 1 from channel_webhook_entries where entry is not null'),
    ).toEqual([])
    await connectAccount(app, owner, 'whatsapp')
    expect(await webhooks.replay()).toEqual(ok)
    expect(await messages()).toMatchObject([{ body: 'early' }])
  })

  test('of all kinds tell what of them is text; a broken one does not hold up its neighbours', async () => {
    await connectAccount(app, owner, 'whatsapp')
    const event = meta.inbound({ from: customer, body: 'x' }) as { entry: { changes: { value: object }[] }[] }
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
    await connectAccount(app, owner, 'whatsapp')
    const { db } = app.services
    await db.query(`create function refuse() returns trigger language plpgsql as
      $$ begin if new.body = 'bad' then raise exception 'no'; end if; return new; end $$`)
    await db.query(
      'create trigger refuse before insert on whatsapp_messages for each row execute function refuse()',
    )
    const bad = meta.inbound({ from: customer, body: 'bad' }) as { entry: object[] }
    const good = meta.inbound({ from: customer, body: 'good' }) as { entry: object[] }
    try {
      expect(await to('whatsapp').send({ ...bad, entry: [...bad.entry, ...good.entry] })).toEqual(ok)
      expect(await messages()).toMatchObject([{ body: 'good' }])
    } finally {
      await db.query('drop function refuse cascade')
    }
    await app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toHaveLength(1)
    clock().advance(11_000)
    await app.services.jobs.runNow('look_after_channel_messages')
    expect((await messages()).map(({ body }: { body: string }) => body).sort()).toEqual(['bad', 'good'])
    expect(await conversations()).toMatchObject([{ unread_count: 2 }])
  })

  test('what a killed process had only stored is dealt with by the next look', async () => {
    await connectAccount(app, owner, 'whatsapp')
    const { entry } = meta.inbound({ from: customer, body: 'stored' }) as {
      entry: { changes: { value: { messages: object[]; metadata: { phone_number_id: string } } }[] }[]
    }
    const value = entry[0]!.changes[0]!.value
    const stored = JSON.stringify({ number: value.metadata.phone_number_id, message: value.messages[0] })
    await app.services.db.query(
      `insert into channel_webhook_entries (platform, hash, entry, received_at, try_after)
       values ('whatsapp', 'a killed process', $1, $2, $2)`,
      [stored, clock().now()],
    )
    await app.services.jobs.runNow('look_after_channel_messages')
    expect(await messages()).toMatchObject([{ body: 'stored' }])
  })
})

describe('what became of a message', () => {
  const sent = async () => {
    const answer = await app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello' },
      owner.token,
    )
    return answer.body.messages[0].id as string
  }
  const state = async () => {
    const [{ delivery_status, delivery_error_code }] = await messages()
    return [delivery_status, delivery_error_code]
  }

  test('moves forward only, and failed is the end', async () => {
    await connectAccount(app, owner, 'whatsapp')
    const id = await sent()
    const tell = async (status: 'sent' | 'delivered' | 'read' | 'failed', error?: 131026) =>
      expect(
        await to('whatsapp').send(meta.status({ id, to: customer, status, ...(error ? { error } : {}) })),
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
    await connectAccount(app, owner, 'whatsapp')
    const id = 'wamid.early'
    for (const status of ['read', 'delivered'] as const)
      expect(await to('whatsapp').send(meta.status({ id, to: customer, status }))).toEqual(ok)
    const body = { messaging_product: 'whatsapp', contacts: [], messages: [{ id }] }
    meta.fail({ status: 200, body }, { path: '/messages' })
    expect(await sent()).toBe(id)
    expect(await state()).toEqual(['read', null])
  })

  test('a message whose answer was lost is known again by its status', async () => {
    await connectAccount(app, owner, 'whatsapp')
    meta.fail('lost', { path: '/messages' })
    const answer = await app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello', client_reference: 'mine' },
      owner.token,
    )
    expect(answer.body).toMatchObject({ code: 'provider_unavailable', unconfirmed: true })
    expect(await state()).toEqual([null, 'unconfirmed'])
    const { id } = meta.state.messages.at(-1)!
    expect(await to('whatsapp').send(meta.status({ id, to: customer, status: 'delivered' }))).toEqual(ok)
    expect(await state()).toEqual(['delivered', null])
    const again = await app.post(
      '/api/integrations/whatsapp/send/',
      { to: customer, message: 'Hello', client_reference: 'mine' },
      owner.token,
    )
    expect([again.status, again.body.messages]).toEqual([200, [{ id }]])
  })
})

describe('pages', () => {
  test('what happens on a page stands in the log of each account that has it, once', async () => {
    const other = await createOwner(app.services)
    const id = await connectAccount(app, owner, 'meta')
    await connectAccount(app, other, 'meta')
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
    const [first, second] = meta.state.pages
    for (const { subscriptions } of meta.state.pages) subscriptions.clear()
    const id = await connectAccount(app, owner, 'meta')
    expect([...first!.subscriptions.values()]).toEqual([['feed']])
    const select = (page_id: string) =>
      app.post(`${accountsPath}${id}/select_page/`, { page_id }, owner.token)
    expect((await select(second!.id)).status).toBe(200)
    expect([...second!.subscriptions.values()]).toEqual([['feed']])
    first!.subscriptions.clear()
    meta.fail('missing-permission', { path: 'subscribed_apps' })
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
  const removed = () => tiktok.event('authorization.removed', 'open-sara', { reason: 1 })

  test('a removed app ends the connection and erases its tokens', async () => {
    const id = await connectAccount(app, owner, 'tiktok')
    const other = await createOwner(app.services)
    const others = await connectAccount(app, other, 'tiktok')
    expect(await to('tiktok').send(tiktok.event('video.publish.completed', 'open-sara', {}))).toEqual(ok)
    expect((await read(id)).status).toBe('connected')
    clock().advance(5_000)
    expect(await to('tiktok').send(removed())).toEqual(ok)
    for (const [one, user] of [
      [id, owner],
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
    expect(await app.services.db.query('select 1 from channel_secrets where account_id = $1', [id])).toEqual(
      [],
    )
    const [log] = (await app.get(`/api/integrations/logs/?action=token_invalid`, owner.token)).body.results
    expect(log).toMatchObject({ account: id, status: 'error' })
  })

  test('a removal of before the last consent, or one that comes again after it, changes nothing', async () => {
    const stale = removed()
    clock().advance(5_000)
    const id = await connectAccount(app, owner, 'tiktok')
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
  const flow = await beginFlow(app, owner, id)
  const { query } = await comeBack(app, { cookie: flow.cookie, platform: 'tiktok' }, await consent(flow))
  expect(query.connected).toBe('true')
}
