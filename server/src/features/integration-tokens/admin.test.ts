import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from './index.ts'

const path = '/api/v1/admin-panel/integration-tokens'
const health = '/api/v1/integrations/woocommerce/health/'
const missing = '00000000-0000-4000-8000-000000000000'

let app: TestApp
let staff: SignedInUser
let ann: SignedInUser
let bob: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerIntegrationTokens] })
  staff = await createOwner(app.services, { isStaff: true })
  ann = await createOwner(app.services, { email: 'ann@example.com', username: 'AnnaTea' })
  bob = await createOwner(app.services, { email: 'bob_100%@example.com' })
})
afterAll(() => app.close())

const db = () => app.services.db
const create = (body: object, by = staff) => app.post(`${path}/`, { name: 'Shop', ...body }, by.token)
const made = async (body: object) => {
  const answer = await create(body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const names = async (query: string) => {
  const { status, body } = await app.get(`${path}/?${query}`, staff.token)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.count).toBe(body.results.length)
  return body.results.map((row: { name: string }) => row.name)
}
const everything = async () =>
  JSON.stringify([
    await db().query('select * from integration_tokens order by id'),
    await db().query('select * from audit_log order by id'),
  ])

describe('making a token for a user', () => {
  test('by number or by e-mail puts it where he works; he sees it, its text is shown once', async () => {
    for (const named of [
      { user_id: ann.userId },
      { user_email: ' ANN@example.com' },
      { user_id: String(ann.userId) },
    ]) {
      const answer = await create({ ...named, is_active: true, allowed_ips: ['192.0.2.1'] })
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store'])
      expect(answer.body).toMatchObject({
        user: { id: ann.userId, email: ann.email },
        token: expect.stringMatching(/^wc_sk_live_[a-z0-9]{40}$/),
        webhook: { secret: expect.stringMatching(/^wcwh_/) },
      })
      const his = await app.get(`/api/v1/integrations/tokens/${answer.body.id}/`, ann.token)
      expect([his.status, his.body.allowed_ips]).toEqual([200, ['192.0.2.1']])
      expect((await app.get(`/api/v1/integrations/tokens/${answer.body.id}/`, staff.token)).status).toBe(404)
      const [line] = await db().query(
        `select actor_id, action, workspace_id from audit_log where subject_id = $1`,
        [answer.body.id],
      )
      expect(line).toEqual({
        actor_id: String(staff.userId),
        action: 'integration_token.created',
        workspace_id: ann.workspaceId,
      })
    }
  })

  test('may make it switched off', async () => {
    const { id, token } = await made({ user_id: ann.userId, is_active: false })
    expect((await app.get(health, token)).body.code).toBe('token_inactive')
    expect((await app.get(`${path}/${id}/`, staff.token)).body).toMatchObject({
      is_active: false,
      is_valid_status: false,
    })
  })

  test('needs a user who exists and manages a workspace', async () => {
    const seller = await createUser(app.services, { workspaceId: ann.workspaceId, role: 'seller' })
    const manager = await createUser(app.services, { workspaceId: ann.workspaceId, role: 'manager' })
    const unknown = ['User not found']
    for (const [named, errors] of [
      [{}, { user_id: ['This field is required.'] }],
      [{ user_id: null, user_email: '' }, { user_id: ['This field is required.'] }],
      [{ user_id: 999_999 }, { user_id: unknown }],
      [{ user_id: 'abc' }, { user_id: unknown }],
      [{ user_id: 1e30 }, { user_id: unknown }],
      [{ user_email: 'nobody@example.com' }, { user_email: unknown }],
      [{ user_email: 'a\u0000@example.com' }, { user_email: unknown }],
      [{ user_email: ['ann@example.com'] }, { user_email: unknown }],
      [{ user_id: seller.userId }, { user_id: ['This user may not manage integrations in any workspace.'] }],
      [
        { name: '', integration_type: 'x' },
        {
          name: ['This field may not be blank.'],
          integration_type: ['"x" is not a valid choice.'],
          user_id: ['This field is required.'],
        },
      ],
    ] as const) {
      const before = await everything()
      const answer = await create(named)
      expect([answer.status, answer.body]).toEqual([400, errors])
      expect(await everything()).toBe(before)
    }
    expect((await made({ user_id: manager.userId })).user.id).toBe(manager.userId)
  })
})

test('nobody but staff sees or does anything here', async () => {
  const { id } = await made({ user_id: ann.userId })
  const before = await everything()
  for (const [method, target] of [
    ['GET', `${path}/`],
    ['POST', `${path}/`],
    ['GET', `${path}/${id}/`],
    ['PATCH', `${path}/${id}/`],
    ['PUT', `${path}/${id}/`],
    ['DELETE', `${path}/${id}/`],
    ['POST', `${path}/${id}/regenerate/`],
    ['POST', `${path}/${id}/activate/`],
    ['POST', `${path}/${id}/deactivate/`],
  ] as const) {
    const body = method === 'GET' ? undefined : { name: 'x', user_id: ann.userId }
    const forbidden = await app.call(method, target, { token: ann.token, body })
    expect([forbidden.status, forbidden.body], target).toEqual([
      403,
      { detail: 'You do not have permission to perform this action.' },
    ])
    expect((await app.call(method, target, { body })).body, target).toEqual({
      detail: 'Authentication credentials were not provided.',
    })
  }
  expect(await everything()).toBe(before)
})

test('the list finds by name, e-mail, user name and preview, literally, and by every filter', async () => {
  await db().query('update integration_tokens set deleted_at = now()')
  const shopify = await made({ user_id: ann.userId, name: 'Tea shop', integration_type: 'shopify' })
  await made({ user_id: bob.userId, name: '50% off_', expires_at: '2020-01-01T00:00:00Z' })
  await made({ user_id: bob.userId, name: 'Closed', is_active: false })
  await db().query(
    `update integration_tokens set created_at = '2026-01-02T00:00:00Z' where name = 'Tea shop'`,
  )

  expect(await names('')).toEqual(['Closed', '50% off_', 'Tea shop'])
  expect(await names('search=TEA')).toEqual(['Tea shop'])
  expect(await names('search=annatea')).toEqual(['Tea shop'])
  expect(await names('search=ann@EXAMPLE')).toEqual(['Tea shop'])
  expect(await names(`search=${encodeURIComponent(shopify.token_preview.slice(2))}`)).toEqual(['Tea shop'])
  expect(await names('search=%25')).toEqual(['Closed', '50% off_'])
  expect(await names('search=f_')).toEqual(['50% off_'])
  expect(await names('search=T_a')).toEqual([])
  expect(await names('search=')).toHaveLength(3)
  expect(await names('integration_type=shopify')).toEqual(['Tea shop'])
  expect(await names('is_active=false')).toEqual(['Closed'])
  expect(await names('is_valid=true')).toEqual(['Tea shop'])
  expect(await names('is_valid=0')).toEqual(['Closed', '50% off_'])
  expect(await names(`user_id=${bob.userId}&is_active=true`)).toEqual(['50% off_'])
  expect(await names('created_before=2026-01-02T00:00:00Z')).toEqual(['Tea shop'])
  expect(await names('created_after=2026-01-02T00:00:01Z&integration_type=&user_id=')).toEqual([
    'Closed',
    '50% off_',
  ])

  const page = (await app.get(`${path}/?page_size=2&search=example`, staff.token)).body
  expect(page).toMatchObject({
    count: 3,
    next: `${app.url}${path}/?page=2&page_size=2&search=example`,
    previous: null,
  })
  for (const query of [
    'is_active=perhaps',
    'integration_type=etsy',
    'user_id=x',
    'created_after=soon',
    'search=%00',
  ])
    expect((await app.get(`${path}/?${query}`, staff.token)).status, query).toBe(400)
})

test('staff change, switch, renew and delete any token; each leaves a line with who and which', async () => {
  const { id, token } = await made({ user_id: ann.userId })
  const call = (method: string, rest: string, body: object = {}) =>
    app.call(method, `${path}/${id}/${rest}`, { token: staff.token, body })
  expect((await call('PATCH', '', { name: 'Renamed', user_id: bob.userId })).body).toMatchObject({
    name: 'Renamed',
    user_id: ann.userId,
  })
  expect((await call('PUT', '', {})).body).toEqual({ name: ['This field is required.'] })
  const off = await call('POST', 'deactivate/')
  expect([off.status, off.body.is_active, off.body.id]).toEqual([200, false, id])
  expect((await call('POST', 'deactivate/')).status).toBe(200)
  expect((await app.get(health, token)).body.code).toBe('token_inactive')
  expect((await call('POST', 'activate')).body.is_valid_status).toBe(true)
  const renewed = await call('POST', 'regenerate/')
  expect(renewed).toMatchObject({ status: 200, body: { user: { id: ann.userId } } })
  expect(renewed.headers.get('cache-control')).toBe('no-store')
  expect((await app.get(health, token)).body.code).toBe('token_invalid')
  expect((await app.get(health, renewed.body.token)).status).toBe(200)
  expect((await call('DELETE', '')).status).toBe(200)
  expect((await call('DELETE', '')).body).toEqual({ detail: 'Not found.' })
  expect((await app.get(health, renewed.body.token)).status).toBe(401)
  const lines = await db().query<{ action: string; actor_id: string }>(
    'select action, actor_id from audit_log where subject_id = $1 order by id',
    [id],
  )
  expect(lines.map(({ action }) => action.split('.')[1])).toEqual([
    'created',
    'updated',
    'deactivated',
    'activated',
    'regenerated',
    'deleted',
  ])
  expect(new Set(lines.map(({ actor_id }) => actor_id))).toEqual(new Set([String(staff.userId)]))
})

test('ids of no token are not found', async () => {
  for (const id of [missing, 'x', '%00'])
    for (const [method, rest] of [
      ['GET', ''],
      ['PATCH', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', 'regenerate/'],
      ['POST', 'activate/'],
      ['POST', 'deactivate/'],
    ] as const) {
      const answer = await app.call(method, `${path}/${id}/${rest}`, { token: staff.token })
      expect([answer.status, answer.body], `${method} ${id} ${rest}`).toEqual([404, { detail: 'Not found.' }])
    }
})
