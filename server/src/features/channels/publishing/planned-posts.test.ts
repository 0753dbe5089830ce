import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { connectAccount, createAccount } from '../../../../test/support/channels.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { registerChannels } from '../index.ts'

const base = '/api/integrations/planned-posts/'

let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let id: number
const clock = () => app.services.clock as FixedClock
const inMinutes = (minutes: number) => new Date(clock().now().getTime() + minutes * 60_000).toISOString()

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, registerChannels],
    now: '2026-03-10T08:00:00Z',
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com', API_BASE_URL: 'https://shop.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  meta.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const plan = (more: object = {}) => ({
  message: 'Fresh tea',
  scheduled_at: inMinutes(60),
  targets: [{ account: id }],
  ...more,
})
const post = (body: unknown, token = owner.token) => app.post(base, body, token)
const change = (post: number, body: unknown) => app.patch(`${base}${post}/`, body, owner.token)
const planned = async (more: object = {}) => {
  const answer = await post(plan(more))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const rows = async () =>
  app.services.db.query(
    `select p::text as post, t::text as target from channel_planned_posts p left join channel_planned_targets t
     on t.post_id = p.id where p.workspace_id = $1 order by p.id, t.id`,
    [owner.workspaceId],
  )
/** Another account, which stands for the second page. */
const secondAccount = async () => {
  const select = `/api/integrations/accounts/${id}/select_page/`
  await app.post(select, { page_id: meta.state.pages[1]!.id }, owner.token)
  return connectAccount(app, owner)
}
const fieldsOf = ({ status, body }: { status: number; body: { code?: string; fields?: object } }) => [
  status,
  body.code,
  body.fields,
]

describe('planning', () => {
  test('a post for an account is kept as it was asked for, and nothing is called', async () => {
    const body = await planned({
      link: 'https://shop.example.com/tea',
      targets: [{ account: id, message: ' Tea\n' }],
    })
    expect(body).toEqual({
      id: expect.any(Number),
      message: 'Fresh tea',
      link: 'https://shop.example.com/tea',
      media: [],
      scheduled_at: '2026-03-10T09:00:00.000Z',
      status: 'scheduled',
      created_at: '2026-03-10T08:00:00.000Z',
      updated_at: '2026-03-10T08:00:00.000Z',
      created_by: expect.any(Number),
      targets: [
        {
          account: id,
          account_name: 'Main page',
          platform: 'meta',
          message: ' Tea\n',
          options: {},
          status: 'scheduled',
          attempts: 0,
          external_id: null,
          permalink_url: null,
          error: null,
          published_at: null,
        },
      ],
    })
    expect((await app.get(`${base}${body.id}/`, owner.token)).body).toEqual(body)
    expect(meta.calls).toEqual([])
  })

  test('without a time means now; a picture of this server gets the address that platforms can fetch', async () => {
    const body = await planned({
      scheduled_at: null,
      media: [{ type: 'image', url: '/uploads/images/abc.jpg' }],
    })
    expect(body.scheduled_at).toBe('2026-03-10T08:00:00.000Z')
    expect(body.media).toEqual([{ type: 'image', url: 'https://shop.example.com/uploads/images/abc.jpg' }])
  })

  test('a text longer than any platform takes is refused where it was written, unweighed', async () => {
    const message = 'x'.repeat(100_001)
    const refusal = ['Ensure this field has no more than 100000 characters.']
    for (const send of [post, (body: object) => app.post(`${base}check/`, body, owner.token)]) {
      expect(fieldsOf(await send(plan({ message })))).toEqual([400, 'validation_error', { message: refusal }])
      const own = plan({ targets: [{ account: id, message }] })
      expect(fieldsOf(await send(own))).toEqual([400, 'validation_error', { 'targets.0.message': refusal }])
    }
  })

  test('null is what was left out; in a change it takes away', async () => {
    const { id: one, ...post } = await planned({ link: null, media: null })
    expect(post).toMatchObject({ link: null, media: [] })
    const picture = { type: 'image', url: 'https://cdn.example.com/1.jpg' }
    expect((await change(one, { media: [picture] })).body.media).toEqual([picture])
    expect((await change(one, { media: null })).body.media).toEqual([])
  })

  test('twice with the same Idempotency-Key makes one post', async () => {
    const body = plan()
    const send = () => app.post(base, body, owner.token, { 'idempotency-key': 'plan-1' })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body])
    expect(await rows()).toHaveLength(1)
  })

  test.each<[object, object]>([
    [{ message: null }, { message: ['This field is required.'] }],
    [{ message: ' \n' }, { message: ['This field may not be blank.'] }],
    [{ message: 7 }, { message: ['Not a valid string.'] }],
    [{ message: 'x'.repeat(63_207) }, { 'targets.0.message': [expect.stringContaining('63206')] }],
    [{ link: 'javascript:alert(1)' }, { link: ['Enter a valid URL.'] }],
    [{ media: [{ type: 'image', url: '/etc/passwd' }] }, { 'media.0.url': ['Enter a valid URL.'] }],
    [{ media: [{ type: 'image', url: '/uploads/images/../x' }] }, { 'media.0.url': ['Enter a valid URL.'] }],
    [
      { media: [{ type: 'video', url: 'https://cdn.example.com/1.mp4' }] },
      { 'targets.0.media': ['"video" is not supported on this platform.'] },
    ],
    [{ scheduled_at: '2026-03-10T07:58:59Z' }, { scheduled_at: ['Choose a time that is not past.'] }],
    [{ scheduled_at: '2027-03-12T08:00:00Z' }, { scheduled_at: ['Choose a time within a year.'] }],
    [{ scheduled_at: '2026-02-30' }, { scheduled_at: [expect.stringContaining('wrong format')] }],
    [{ targets: undefined }, { targets: ['This field is required.'] }],
    [{ targets: {} }, { targets: ['Expected a list of items.'] }],
    [{ targets: [] }, { targets: ['This list may not be empty.'] }],
    [{ targets: [7] }, { 'targets.0': ['Invalid value'] }],
    [{ targets: [{}] }, { 'targets.0.account': ['This field is required.'] }],
    [{ targets: [{ account: 'x' }] }, { 'targets.0.account': ['A valid integer is required.'] }],
    [{ targets: [{ account: 2_147_483_000 }] }, { 'targets.0.account': ['Unknown account.'] }],
    [
      { targets: Array.from({ length: 21 }, (_, n) => ({ account: n + 1 })) },
      { targets: ['Ensure this field has no more than 20 elements.'] },
    ],
  ])('%j is refused and nothing is kept', async (more, fields) => {
    expect(fieldsOf(await post(plan(more)))).toEqual([400, 'validation_error', fields])
    expect(await rows()).toEqual([])
  })

  test('is judged on each account: foreign, twice, not connected, switched off, with an unknown option', async () => {
    const stranger = await createOwner(app.services)
    const foreign = await createAccount(app, stranger)
    const fresh = await createAccount(app, owner)
    const answer = await post(
      plan({
        targets: [
          { account: id, options: { privacy_level: 'SELF_ONLY' } },
          { account: id, message: ' ' },
          { account: foreign },
          { account: fresh },
        ],
      }),
    )
    expect(fieldsOf(answer)).toEqual([
      400,
      'validation_error',
      {
        'targets.0.options.privacy_level': ['This platform has no such option.'],
        'targets.1.account': ['This account is named twice.'],
        'targets.1.message': ['This field may not be blank.'],
        'targets.2.account': ['Unknown account.'],
        'targets.3.account': ['Account is not connected'],
      },
    ])
    await app.patch(`/api/integrations/accounts/${id}/`, { is_active: false }, owner.token)
    expect(fieldsOf(await post(plan()))[2]).toEqual({ 'targets.0.account': ['The account is switched off'] })
    expect(await rows()).toEqual([])
  })

  test('a check tells everything and keeps nothing', async () => {
    const body = plan({ message: '', targets: [{ account: id, message: 'Té' }, { account: id }] })
    const answer = await app.post(`${base}check/`, body, owner.token)
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        targets: [
          {
            account: id,
            platform: 'meta',
            length: 2,
            max_length: 63_206,
            errors: [],
            preview: { message: 'Té', link: null, media: [] },
          },
          {
            account: id,
            platform: 'meta',
            length: 0,
            max_length: 63_206,
            errors: [
              { field: 'account', code: 'duplicate', message: 'This account is named twice.' },
              { field: 'message', code: 'required', message: 'This field is required.' },
            ],
            preview: { message: '', link: null, media: [] },
          },
        ],
      },
    ])
    expect(await rows()).toEqual([])
    expect((await app.post(`${base}check/`, { targets: 'x' }, owner.token)).status).toBe(400)
    expect((await app.get(`${base}check/`, owner.token)).status).toBe(405)
  })
})

describe('the list', () => {
  test('is by time, latest first or the other way, of one status, account or span', async () => {
    const second = await secondAccount()
    const ids: number[] = []
    for (const [minutes, account] of [
      [30, id],
      [10, id],
      [20, second],
    ] as const)
      ids.push((await planned({ scheduled_at: inMinutes(minutes), targets: [{ account }] })).id)
    const [late, early, middle] = ids
    await app.delete(`${base}${early}/`, owner.token)
    const list = async (query: string) =>
      (await app.get(`${base}?${query}`, owner.token)).body.results?.map((row: { id: number }) => row.id)
    expect(await list('')).toEqual([late, middle, early])
    expect(await list('order=asc')).toEqual([early, middle, late])
    expect(await list('status=canceled')).toEqual([early])
    expect(await list('status=none')).toEqual([])
    expect(await list(`account=${second}`)).toEqual([middle])
    expect(await list('account=x')).toHaveLength(3)
    expect(await list(`from=${inMinutes(20)}&to=${inMinutes(30)}`)).toEqual([middle])
    expect(await list('page_size=1&page=2')).toEqual([middle])
    for (const query of ['order=up', 'from=yesterday'])
      expect((await app.get(`${base}?${query}`, owner.token)).status, query).toBe(400)
  })
})

describe('changing', () => {
  test('takes what was sent, for other accounts too, and leaves the rest', async () => {
    const second = await secondAccount()
    const { id: one } = await planned({ link: 'https://shop.example.com/tea' })
    const answer = await change(one, {
      message: 'Other',
      scheduled_at: inMinutes(90),
      targets: [{ account: second }, { account: id, message: 'Own' }],
    })
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        message: 'Other',
        link: 'https://shop.example.com/tea',
        scheduled_at: inMinutes(90),
        targets: [
          { account: second, message: null },
          { account: id, message: 'Own' },
        ],
      },
    ])
    expect((await change(one, { targets: [{ account: id }] })).body.targets).toMatchObject([
      { account: id, message: null, status: 'scheduled' },
    ])
  })

  test.each([
    { message: '' },
    { link: 'x' },
    { targets: [] },
    { targets: [{ account: 2_147_483_000 }] },
    { scheduled_at: '2020-01-01T00:00:00Z' },
    { media: [{ type: 'video', url: 'https://cdn.example.com/1.mp4' }] },
  ])('to %j is refused and changes nothing', async (body) => {
    const { id: one } = await planned()
    const before = await rows()
    const answer = await change(one, body)
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_error'])
    expect(await rows()).toEqual(before)
  })

  test('what has begun is refused, and so is canceling it; a second cancel changes nothing', async () => {
    const { id: one } = await planned()
    await app.services.db.query(
      `update channel_planned_targets set status = 'publishing', due_at = null where post_id = $1`,
      [one],
    )
    const before = await rows()
    for (const answer of [await change(one, { message: 1 }), await app.delete(`${base}${one}/`, owner.token)])
      expect([answer.status, answer.body]).toEqual([
        409,
        { error: 'Publishing has begun', code: 'already_started' },
      ])
    expect(await rows()).toEqual(before)
    const { id: two } = await planned()
    for (const answer of [
      await app.delete(`${base}${two}/`, owner.token),
      await app.delete(`${base}${two}/`, owner.token),
    ])
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { status: 'canceled', targets: [{ status: 'canceled' }] },
      ])
  })

  test('retrying needs an account of the post that failed', async () => {
    const { id: one } = await planned()
    const before = await rows()
    const retry = (body: unknown) => app.post(`${base}${one}/retry/`, body, owner.token)
    expect(fieldsOf(await retry({}))).toEqual([
      400,
      'validation_error',
      { account: ['This field is required.'] },
    ])
    expect(fieldsOf(await retry({ account: 2_147_483_000 }))[2]).toEqual({
      account: ['The post is not for this account.'],
    })
    expect((await retry({ account: id, confirm: 'maybe' })).status).toBe(400)
    expect(await retry({ account: id })).toMatchObject({ status: 409, body: { code: 'not_failed' } })
    expect(await rows()).toEqual(before)
  })
})

test('who may not is refused everywhere, and nothing changes', async () => {
  const { id: one } = await planned()
  const seller = await signIn(
    app.services,
    await createUser(app.services, { workspaceId: owner.workspaceId, role: 'seller' }),
  )
  const stranger = await createOwner(app.services)
  const before = await rows()
  for (const [method, path, isOwn] of [
    ['GET', base, false],
    ['POST', base, false],
    ['POST', `${base}check/`, false],
    ['GET', `${base}${one}/`, true],
    ['PATCH', `${base}${one}/`, true],
    ['DELETE', `${base}${one}/`, true],
    ['POST', `${base}${one}/retry/`, true],
    ['POST', `${base}${one}/confirm/`, true],
  ] as const) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : { ...plan(), account: id }
    const call = async (token?: string) => (await app.call(method, path, { token, body })).status
    expect(await call(seller.token), path).toBe(403)
    expect(await call(), path).toBe(401)
    if (isOwn) expect(await call(stranger.token), path).toBe(404)
  }
  expect(await rows()).toEqual(before)
})

test('a deleted account takes its part of planned posts along, and the post stays', async () => {
  const second = await secondAccount()
  const { id: one } = await planned({ targets: [{ account: id }, { account: second }] })
  await app.delete(`/api/integrations/accounts/${second}/`, owner.token)
  expect((await app.get(`${base}${one}/`, owner.token)).body).toMatchObject({
    status: 'scheduled',
    targets: [{ account: id }],
  })
  await app.delete(`/api/integrations/accounts/${id}/`, owner.token)
  expect((await app.get(`${base}${one}/`, owner.token)).body).toMatchObject({
    status: 'canceled',
    targets: [],
  })
})
