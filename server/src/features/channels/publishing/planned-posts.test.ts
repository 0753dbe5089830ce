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

  test('twice with the same Idempotency-Key makes one post', async () => {
    const body = plan()
    const send = () => app.post(base, body, owner.token, { 'idempotency-key': 'plan-1' })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body])
    expect(await rows()).toHaveLength(1)
  })
})
