import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerApiTokens } from './index.ts'
import { parseMoment } from './schemas.ts'

const path = '/api/api-tokens'
let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerApiTokens] })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const create = async (body: object = {}, by = owner) => {
  const answer = await app.post(path, { name: 'Till', ...body }, by.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const stored = () => app.services.db.query('select * from api_tokens order by id')
/** All but the last use, which is noted after the answer. */
const everything = async () =>
  JSON.stringify([
    (await stored()).map((row) => ({ ...row, last_used_at: null })),
    await app.services.db.query('select * from audit_log'),
    await app.services.db.query('select * from idempotency_keys'),
  ])

describe('making one', () => {
  test('shows the token in this answer only, and the database keeps its hash', async () => {
    const body = await create({
      name: '  Till ',
      permissions: ['orders:read', 'orders:write', 'orders:read'],
    })
    expect(Object.keys(body)).toEqual([
      'id',
      'name',
      'token',
      'expires_at',
      'permissions',
      'created_at',
      'warning',
    ])
    expect(body).toMatchObject({
      id: expect.any(Number),
      name: 'Till',
      token: expect.stringMatching(/^tcpf_[0-9a-f]{64}$/),
      expires_at: null,
      permissions: ['orders:read', 'orders:write'],
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      warning: 'Save this token now. You will not be able to see it again.',
    })
    const detail = await app.get(`${path}/${body.id}`, owner.token)
    expect(detail.body).toEqual({
      id: body.id,
      name: 'Till',
      token_preview: `${body.token.slice(0, 9)}...`,
      last_used_at: null,
      expires_at: null,
      is_active: true,
      is_expired: false,
      permissions: ['orders:read', 'orders:write'],
      created_at: body.created_at,
      updated_at: body.created_at,
    })
    expect(await everything()).not.toContain(body.token.slice(5))
  })

  test('has no permission unless told, and lists the newest first', async () => {
    const someone = await createOwner(app.services)
    const first = await create({}, someone)
    const second = await create({ permissions: [] }, someone)
    const { body } = await app.get(path, someone.token)
    expect(body.tokens.map((token: { id: number }) => token.id)).toEqual([second.id, first.id])
    expect(body.tokens.map((token: { permissions: string[] }) => token.permissions)).toEqual([[], []])
    expect(JSON.stringify(body)).not.toContain(first.token)
  })

  test('a repeated call with one key makes one token, shows it again and leaves it nowhere readable', async () => {
    const before = (await stored()).length
    const headers = { 'idempotency-key': 'make-a-token' }
    const [first, second] = [
      await app.post(path, { name: 'Keyed' }, owner.token, headers),
      await app.post(path, { name: 'Keyed' }, owner.token, headers),
    ]
    expect(first.status).toBe(201)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(await stored()).toHaveLength(before + 1)
    expect(await everything()).not.toContain(first.body.token)
    expect((await app.get(path, first.body.token)).status).toBe(403)
  })

  const field = (param: string, msg: string) => ({ errors: [{ msg, param, location: 'body' }] })
  test.each<[object, object]>([
    [{}, field('name', 'Token name is required')],
    [{ name: null }, field('name', 'Token name is required')],
    [{ name: '  ' }, field('name', 'Token name is required')],
    [{ name: 7 }, field('name', 'Token name is required')],
    [{ name: 'x'.repeat(256) }, field('name', 'Token name is required')],
    [{ name: 'a', expires_at: 'soon' }, field('expires_at', 'Invalid expiration date format')],
    [{ name: 'a', expires_at: 1700000000 }, field('expires_at', 'Invalid expiration date format')],
    [{ name: 'a', permissions: 'orders:read' }, field('permissions', 'Permissions must be an array')],
    [{ name: 'a', permissions: { 0: 'orders:read' } }, field('permissions', 'Permissions must be an array')],
    [{ name: 'a', permissions: null }, field('permissions', 'Permissions must be an array')],
    [{ name: 'a', permissions: ['a', 'orders:read', 'b', 'a'] }, { message: 'Invalid permissions: a, b' }],
    [{ name: 'a', permissions: [1, null] }, { message: 'Invalid permissions: 1, null' }],
    [{ name: 'a', permissions: ['tokens:manage'] }, { message: 'Invalid permissions: tokens:manage' }],
    [{ name: 'a', permissions: ['orders:*'] }, { message: 'Invalid permissions: orders:*' }],
  ])('refuses %j and makes nothing', async (body, refusal) => {
    const before = await everything()
    const answer = await app.post(path, body, owner.token)
    expect([answer.status, answer.body]).toEqual([400, refusal])
    expect(await everything()).toBe(before)
  })
})

test.each([
  ['2030-01-31', '2030-01-31T00:00:00.000Z'],
  ['2030-01-31T10:20', '2030-01-31T10:20:00.000Z'],
  ['2030-01-31T10:20:30', '2030-01-31T10:20:30.000Z'],
  ['2030-01-31T10:20:30.5Z', '2030-01-31T10:20:30.500Z'],
  ['2030-01-31T10:20:30.123456Z', '2030-01-31T10:20:30.123Z'],
  ['2030-01-31T10:20:30+07:00', '2030-01-31T03:20:30.000Z'],
  ['2030-01-31T10:20:30-0330', '2030-01-31T13:50:30.000Z'],
  ['2030-01-31T00:00+07', '2030-01-30T17:00:00.000Z'],
  ['1999-12-31', '1999-12-31T00:00:00.000Z'],
])('expires_at %s is %s', async (sent, utc) => {
  expect(await create({ expires_at: sent })).toMatchObject({ expires_at: utc })
})

test.each([
  '2030-02-30',
  '2030-13-01',
  '2030-01-31T24:00',
  '2030-01-31T10',
  '0001-01-01T00:00+05:00',
  '1e9',
  '',
])('%j is no moment', (text) => {
  expect(parseMoment(text)).toBeUndefined()
})

describe('changing one', () => {
  test('only what was sent changes', async () => {
    const { id } = await create({ expires_at: '2031-01-01', permissions: ['orders:read'] })
    const renamed = await app.put(`${path}/${id}`, { name: ' Desk ', id: 1, token: 'x' }, owner.token)
    expect(renamed.status).toBe(200)
    expect(renamed.body).toMatchObject({
      id,
      name: 'Desk',
      expires_at: '2031-01-01T00:00:00.000Z',
      permissions: ['orders:read'],
      is_active: true,
    })
    const rest = { expires_at: null, permissions: ['reports:read'], is_active: false }
    expect((await app.put(`${path}/${id}`, rest, owner.token)).body).toMatchObject({ name: 'Desk', ...rest })
    expect((await app.get(`${path}/${id}`, owner.token)).body).toMatchObject({ name: 'Desk', ...rest })
  })

  test('a past expiry ends the token', async () => {
    const { id, token } = await create({ permissions: ['orders:read'] })
    const past = await app.put(`${path}/${id}`, { expires_at: '2020-01-01' }, owner.token)
    expect(past.body).toMatchObject({ is_expired: true, is_active: true })
    expect((await app.get(path, token)).body).toEqual({ message: 'Invalid API token' })
  })

  test.each<[object, object]>([
    [{}, { message: 'No fields to update' }],
    [{ id: 3, token: 'x' }, { message: 'No fields to update' }],
    [{ name: '' }, { errors: [{ msg: 'Token name cannot be empty', param: 'name', location: 'body' }] }],
    [
      { is_active: 'yes' },
      { errors: [{ msg: 'is_active must be a boolean', param: 'is_active', location: 'body' }] },
    ],
    [{ permissions: ['x:y'] }, { message: 'Invalid permissions: x:y' }],
    [
      { name: null, expires_at: 'x', permissions: 1, is_active: null },
      {
        errors: [
          { msg: 'Token name cannot be empty', param: 'name', location: 'body' },
          { msg: 'Invalid expiration date format', param: 'expires_at', location: 'body' },
          { msg: 'Permissions must be an array', param: 'permissions', location: 'body' },
          { msg: 'is_active must be a boolean', param: 'is_active', location: 'body' },
        ],
      },
    ],
  ])('refuses %j and changes nothing', async (body, refusal) => {
    const { id } = await create()
    const before = await everything()
    const answer = await app.put(`${path}/${id}`, body, owner.token)
    expect([answer.status, answer.body]).toEqual([400, refusal])
    expect(await everything()).toBe(before)
  })

  test('revoking and activating work any number of times', async () => {
    const { id } = await create()
    for (const _ of [1, 2]) {
      const { status, body } = await app.call('POST', `${path}/${id}/revoke`, { token: owner.token })
      expect([status, body]).toEqual([
        200,
        { message: 'API token revoked successfully', token: { id, name: 'Till', is_active: false } },
      ])
    }
    for (const _ of [1, 2]) {
      const { status, body } = await app.post(`${path}/${id}/activate`, {}, owner.token)
      expect([status, body]).toEqual([
        200,
        { message: 'API token activated successfully', token: { id, name: 'Till', is_active: true } },
      ])
    }
  })

  test('activating does not revive an expired token', async () => {
    const { id, token } = await create({ expires_at: '2020-01-01', permissions: ['orders:read'] })
    await app.post(`${path}/${id}/activate`, {}, owner.token)
    expect((await app.get(path, token)).status).toBe(401)
    expect((await app.get(`${path}/${id}`, owner.token)).body).toMatchObject({ is_expired: true })
  })

  test('a deleted one is gone', async () => {
    const { id, token } = await create()
    expect((await app.delete(`${path}/${id}`, owner.token)).body).toEqual({
      message: 'API token deleted successfully',
    })
    const gone = { message: 'API token not found' }
    expect((await app.delete(`${path}/${id}`, owner.token)).body).toEqual(gone)
    expect((await app.get(`${path}/${id}`, owner.token)).body).toEqual(gone)
    expect((await app.get(path, token)).body).toEqual({ message: 'Invalid API token' })
  })
})

test('each change is in the audit log, without the token', async () => {
  const { id } = await create({ permissions: ['orders:read'] })
  await app.put(`${path}/${id}`, { permissions: ['orders:write'] }, owner.token)
  await app.post(`${path}/${id}/revoke`, {}, owner.token)
  await app.post(`${path}/${id}/activate`, {}, owner.token)
  await app.delete(`${path}/${id}`, owner.token)
  const log = await app.services.db.query(
    `select action, actor_id, before, after from audit_log where subject_type = 'api_token' and subject_id = $1 order by id`,
    [String(id)],
  )
  const actor_id = String(owner.userId)
  const settings = { name: 'Till', expires_at: null, is_active: true }
  expect(log).toEqual([
    {
      action: 'api_token.created',
      actor_id,
      before: null,
      after: { ...settings, permissions: ['orders:read'] },
    },
    {
      action: 'api_token.updated',
      actor_id,
      before: { permissions: ['orders:read'] },
      after: { permissions: ['orders:write'] },
    },
    { action: 'api_token.revoked', actor_id, before: { is_active: true }, after: { is_active: false } },
    { action: 'api_token.activated', actor_id, before: { is_active: false }, after: { is_active: true } },
    {
      action: 'api_token.deleted',
      actor_id,
      before: { ...settings, permissions: ['orders:write'] },
      after: null,
    },
  ])
})

describe('who may', () => {
  const calls = (id: number): [string, string, object?][] => [
    ['GET', path],
    ['POST', path, { name: 'Mine' }],
    ['GET', `${path}/${id}`],
    ['PUT', `${path}/${id}`, { name: 'Mine' }],
    ['POST', `${path}/${id}/revoke`],
    ['POST', `${path}/${id}/activate`],
    ['DELETE', `${path}/${id}`],
  ]

  test('no token makes, strengthens or even sees a token, whatever its permissions', async () => {
    const all = [
      ['products', 'orders', 'customers', 'shipments'].flatMap((noun) => [`${noun}:read`, `${noun}:write`]),
      ['reports:read'],
    ].flat()
    const { id, token } = await create({ permissions: all })
    const before = await stored()
    for (const [method, target, body] of calls(id)) {
      const answer = await app.call(method, target, { token, body })
      expect([answer.status, answer.body], `${method} ${target}`).toEqual([
        403,
        { message: 'API tokens cannot use this endpoint' },
      ])
    }
    const unused = (rows: Record<string, unknown>[]) => rows.map((row) => ({ ...row, last_used_at: null }))
    expect(unused(await stored())).toEqual(unused(before))
  })

  test.each(['manager', 'seller', 'viewer'] as const)('a %s may not', async (role) => {
    const member = await createOwner(app.services, { workspaceId: owner.workspaceId, role })
    const { id } = await create()
    const before = await stored()
    for (const [method, target, body] of calls(id)) {
      const answer = await app.call(method, target, { token: member.token, body })
      expect([answer.status, answer.body], `${method} ${target}`).toEqual([
        403,
        { message: 'Missing permission: tokens:manage' },
      ])
    }
    expect(await stored()).toEqual(before)
  })

  test('a stranger finds nothing', async () => {
    const stranger = await createOwner(app.services)
    const { id } = await create()
    const before = await everything()
    for (const [method, target, body] of calls(id).slice(2)) {
      const answer = await app.call(method, target, { token: stranger.token, body })
      expect([answer.status, answer.body], `${method} ${target}`).toEqual([
        404,
        { message: 'API token not found' },
      ])
    }
    expect((await app.get(path, stranger.token)).body).toEqual({ tokens: [] })
    for (const id of ['abc', '0', '-1', '99999999999999999999'])
      expect((await app.get(`${path}/${id}`, owner.token)).status).toBe(404)
    expect(await everything()).toBe(before)
  })
})
