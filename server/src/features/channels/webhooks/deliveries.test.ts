import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commentEvent } from '../../../../test/doubles/meta.ts'
import { startTestApp } from '../../../../test/support/app.ts'
import { connectAccount } from '../../../../test/support/channels.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'
import { customer, hooks, ok, page, webhookShop } from './test-support/webhook-shop.ts'

const shop = webhookShop()
const { messages, seconds, snapshot, to } = shop

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
  const verify = (name: string, query: Record<string, string>, target = shop.app) =>
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
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    await connectAccount(shop.app, shop.owner, 'meta')
    await connectAccount(shop.app, shop.owner, 'tiktok')
    const before = await snapshot()
    const bodies = {
      whatsapp: shop.meta.inbound({ from: customer, body: 'Hi' }),
      meta: commentEvent(page, { comment_id: '1' }, seconds()),
      tiktok: shop.tiktok.event('authorization.removed', 'open-sara', { reason: 1 }),
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
          await shop.app.call('POST', `${hooks}tiktok/`, {
            body: bodies.tiktok,
            headers: { 'tiktok-signature': header },
          })
        ).status,
      ).toBe(401)
    expect(await snapshot()).toEqual(before)
  })

  test('that is no JSON is 400, one of odd JSON is taken and means nothing', async () => {
    await connectAccount(shop.app, shop.owner, 'whatsapp')
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
    await connectAccount(shop.app, shop.owner, 'whatsapp')
    await connectAccount(shop.app, shop.owner, 'meta')
    await connectAccount(shop.app, shop.owner, 'tiktok')
    const events = {
      inbound: ['whatsapp', () => shop.meta.inbound({ from: customer, body: 'Hi' })],
      status: [
        'whatsapp',
        () => shop.meta.status({ id: 'wamid.1', to: customer, status: 'failed', error: 131026 }),
      ],
      comment: ['meta', () => commentEvent(page, { comment_id: '1' }, seconds())],
      video: [
        'tiktok',
        () => shop.tiktok.event('video.publish.completed', 'open-sara', { publish_id: 'v_1' }),
      ],
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
    const failed = await shop.app.services.db.query(
      'select platform, entry from channel_webhook_entries where attempts > 0',
    )
    expect(failed).toEqual([])
  })

  test('is taken up to 1 MiB, of any content type', async () => {
    const id = await connectAccount(shop.app, shop.owner, 'whatsapp')
    const text = JSON.stringify(shop.meta.inbound({ from: customer, body: 'Hi' }))
    const full = text + ' '.repeat(1024 * 1024 - text.length)
    expect((await to('whatsapp').send(`${full} `)).status).toBe(413)
    expect(await messages()).toEqual([])
    const webhooks = to('whatsapp')
    expect(await webhooks.send(full)).toEqual(ok)
    const [sent] = webhooks.sent.slice(-1)
    const other = await shop.app.call('POST', `${hooks}whatsapp`, {
      body: sent!.raw,
      headers: { ...sent!.headers, 'content-type': 'application/octet-stream' },
    })
    expect([other.status, other.body]).toEqual([200, { status: 'ok' }])
    expect(await messages()).toMatchObject([{ account: id, body: 'Hi' }])
  })
})
