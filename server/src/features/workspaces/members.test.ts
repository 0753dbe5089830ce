import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import {
  createOwner,
  createUser,
  type SignedInUser,
  signIn,
  type UserOverrides,
} from '../../../test/support/factories.ts'
import type { Role } from '../../kernel/auth/caller.ts'
import { sessionChannel } from '../../kernel/realtime/hub.ts'
import { registerApiTokens } from '../api-tokens/index.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerShopSettings } from '../shop-settings/index.ts'
import { registerWorkspaces } from './index.ts'

const path = '/api/v1/workspace/members'
const password = 'rolling-stone-42'
let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({
    features: [
      registerIdentity,
      registerApiTokens,
      registerWorkspaces,
      registerCustomers,
      registerShopSettings,
    ],
  })
})
afterAll(() => app.close())

const db = () => app.services.db
const newTeam = async () => {
  owner = await createOwner(app.services, { fullName: 'Olga', workspaceName: 'Trà Linh' })
  return owner
}
const join = (role: Role, overrides: UserOverrides = {}) =>
  createOwner(app.services, { workspaceId: owner.workspaceId, role, ...overrides })
const customers = (token: string) => app.get('/api/customers', token)
const addCustomer = (token: string) => app.post('/api/customers', { name: 'Khách' }, token)
const everything = async () =>
  JSON.stringify([
    await db().query('select * from memberships order by 1, 2'),
    await db().query('select id, workspace_id, revoked_at from sessions order by id'),
    await db().query('select id, is_active from api_tokens order by id'),
    await db().query('select count(*) from audit_log'),
  ])

describe('the list', () => {
  test('shows the owner first, then the others by name, to every member', async () => {
    await newTeam()
    const zoe = await join('viewer', { fullName: 'Zoe', isActive: true })
    const anh = await join('manager', { fullName: 'Anh', username: 'anh' })
    await createUser(app.services, {
      workspaceId: owner.workspaceId,
      role: 'seller',
      fullName: 'Minh',
      isActive: false,
    })
    await createOwner(app.services, { fullName: 'Stranger' })
    const { status, body } = await app.get(`${path}/`, zoe.token)
    expect(status).toBe(200)
    expect(body.data.members.map((member: { full_name: string }) => member.full_name)).toEqual([
      'Olga',
      'Anh',
      'Minh',
      'Zoe',
    ])
    expect(body.data.members[1]).toEqual({
      id: anh.userId,
      uuid: anh.uuid,
      email: anh.email,
      username: 'anh',
      display_name: 'Anh',
      full_name: 'Anh',
      avatar: null,
      role: 'manager',
      is_active: true,
      is_you: false,
      joined_at: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(body.data.members.map((member: { is_you: boolean }) => member.is_you)).toEqual([
      false,
      false,
      false,
      true,
    ])
    expect((await app.get(`${path}/`)).status).toBe(401)
  })

  test('of the sales API calls the owner admin, others by their role', async () => {
    await newTeam()
    const seller = await join('seller', { fullName: 'Bình', username: 'binh' })
    const { body } = await app.get('/api/users', seller.token)
    expect(body).toEqual([
      {
        id: seller.userId,
        username: 'binh',
        email: seller.email,
        role: 'seller',
        full_name: 'Bình',
        phone: null,
        is_active: true,
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({ id: owner.userId, role: 'admin' }),
    ])
  })
})

describe('a new role', () => {
  test('is effective for the very next request, for tokens that the member made as well', async () => {
    await newTeam()
    const member = await join('seller')
    expect((await addCustomer(member.token)).status).toBe(201)
    const answer = await app.patch(`${path}/${member.userId}/`, { role: 'viewer' }, owner.token)
    expect([answer.status, answer.body.data.member.role]).toEqual([200, 'viewer'])
    expect((await addCustomer(member.token)).body).toEqual({ message: 'Missing permission: customers:write' })
    expect((await customers(member.token)).status).toBe(200)
    const me = await app.get('/api/v1/auth/me/', member.token)
    expect(me.body.workspace).toMatchObject({ role: 'viewer' })
    expect(me.body.workspace.permissions.sort()).toEqual([
      'customers:read',
      'orders:read',
      'products:read',
      'reports:read',
      'shipments:read',
    ])
    await app.patch(`${path}/${member.userId}/`, { role: 'manager' }, owner.token)
    expect((await app.patch('/api/v1/workspace/', { name: 'Chợ' }, member.token)).status).toBe(200)
  })

  test('is in the audit log once, also when it is given twice', async () => {
    await newTeam()
    const member = await join('seller')
    for (const _ of [1, 2]) await app.patch(`${path}/${member.userId}`, { role: 'viewer' }, owner.token)
    const log = await db().query(
      `select actor_id, before, after from audit_log where action = 'member.role_changed' and subject_id = $1`,
      [String(member.userId)],
    )
    expect(log).toEqual([
      { actor_id: String(owner.userId), before: { role: 'seller' }, after: { role: 'viewer' } },
    ])
  })

  test.each([{}, { role: 'owner' }, { role: 'admin' }, { role: null }, { role: ['seller'] }])(
    'cannot be %j',
    async (body) => {
      await newTeam()
      const member = await join('seller')
      const before = await everything()
      const answer = await app.patch(`${path}/${member.userId}/`, body, owner.token)
      expect(answer.status).toBe(400)
      expect(answer.body.error.details).toHaveProperty('role')
      expect(await everything()).toBe(before)
    },
  )

  test('is given by owners only, never to the owner, and only in the own workspace', async () => {
    await newTeam()
    const [manager, seller] = [await join('manager'), await join('seller')]
    const stranger = await createOwner(app.services)
    const before = await everything()
    const give = async (userId: number, token: string) =>
      (await app.patch(`${path}/${userId}/`, { role: 'manager' }, token)).status
    expect(await give(seller.userId, manager.token)).toBe(403)
    expect(await give(seller.userId, seller.token)).toBe(403)
    expect(await give(seller.userId, '')).toBe(401)
    expect(await give(seller.userId, stranger.token)).toBe(404)
    expect(await give(stranger.userId, owner.token)).toBe(404)
    expect(await give(owner.userId, owner.token)).toBe(400)
    expect((await app.patch(`${path}/abc/`, { role: 'viewer' }, owner.token)).status).toBe(404)
    expect(await everything()).toBe(before)
  })
})

describe('removal', () => {
  test('ends sessions, sockets and API tokens of this workspace at once, and no others', async () => {
    await newTeam()
    const member = await join('owner')
    const second = await signIn(app.services, member)
    const elsewhere = await createOwner(app.services)
    await db().query(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'seller')`, [
      elsewhere.workspaceId,
      member.userId,
    ])
    const other = await signIn(app.services, { ...member, workspaceId: elsewhere.workspaceId })
    const made = await app.post(
      '/api/api-tokens',
      { name: 'Till', permissions: ['customers:read'] },
      member.token,
    )
    await db().query(`update memberships set role = 'manager' where workspace_id = $1 and user_id = $2`, [
      owner.workspaceId,
      member.userId,
    ])
    const apiToken = made.body.token
    expect((await customers(apiToken)).status).toBe(200)
    const socket = { readyState: 1, bufferedAmount: 0, send() {}, close: vi.fn() }
    const otherSocket = { ...socket, close: vi.fn() }
    app.services.realtime.subscribe(sessionChannel(member.sessionId), socket)
    app.services.realtime.subscribe(sessionChannel(other.sessionId), otherSocket)

    const answer = await app.delete(`${path}/${member.userId}/`, owner.token)

    expect([answer.status, answer.text]).toEqual([204, ''])
    for (const token of [member.token, second.token])
      expect((await customers(token)).body).toEqual({ message: 'Invalid token' })
    expect((await customers(apiToken)).body).toEqual({ message: 'Invalid API token' })
    expect((await customers(other.token)).status).toBe(200)
    expect((await customers(owner.token)).status).toBe(200)
    expect(socket.close).toHaveBeenCalledWith(4401, expect.any(String))
    expect(otherSocket.close).not.toHaveBeenCalled()
    const list = await app.get(`${path}/`, owner.token)
    expect(list.body.data.members).toHaveLength(1)
    expect((await app.delete(`${path}/${member.userId}/`, owner.token)).status).toBe(404)
  })

  test('leaves nobody without a workspace to log in to', async () => {
    await newTeam()
    const member = await join('seller', { fullName: 'Bình', password })
    await app.delete(`${path}/${member.userId}/`, owner.token)
    const login = await app.post('/api/v1/auth/login/', { email: member.email, password })
    expect(login.status).toBe(200)
    expect(login.body.data.user.workspace).toMatchObject({ name: 'Bình', role: 'owner' })
    expect(login.body.data.user.workspace.id).not.toBe(owner.workspaceId)
  })

  test('breaks no log-in that runs at the same time', async () => {
    await newTeam()
    const member = await join('seller', { fullName: 'Bình', password })
    const logIn = () => app.post('/api/v1/auth/login/', { email: member.email, password })
    const salesLogIn = () => app.post('/api/auth/login', { username: member.email, password })
    const answers = await Promise.all([
      ...[1, 2, 3, 4, 5, 6].flatMap(() => [logIn(), salesLogIn()]),
      app.delete(`${path}/${member.userId}/`, owner.token),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([...Array(12).fill(200), 204])
    expect((await logIn()).body.data.user.workspace.role).toBe('owner')
  })

  test('comes before the owner can delete his account', async () => {
    await newTeam()
    const member = await join('seller')
    const leave = () => app.post('/api/v1/auth/account/delete/', {}, owner.token)
    const before = await everything()
    expect((await leave()).body.error.message).toBe(
      'Others work in your workspace. Remove them from it first.',
    )
    expect(await everything()).toBe(before)
    await app.delete(`${path}/${member.userId}/`, owner.token)
    expect((await leave()).status).toBe(200)
  })

  test('a member may leave, the owner may not', async () => {
    await newTeam()
    const member = await join('viewer')
    expect((await app.delete(`${path}/${member.userId}/`, member.token)).status).toBe(204)
    expect((await customers(member.token)).status).toBe(401)
    const before = await everything()
    expect((await app.delete(`${path}/${owner.userId}/`, owner.token)).status).toBe(400)
    expect(await everything()).toBe(before)
  })

  test('is refused to everybody else, and of the owner to everybody', async () => {
    await newTeam()
    const [manager, seller] = [await join('manager'), await join('seller')]
    const stranger = await createOwner(app.services)
    const before = await everything()
    const remove = async (userId: number, token: string) =>
      (await app.delete(`${path}/${userId}/`, token)).status
    expect(await remove(seller.userId, manager.token)).toBe(403)
    expect(await remove(owner.userId, manager.token)).toBe(403)
    expect(await remove(seller.userId, '')).toBe(401)
    expect(await remove(seller.userId, stranger.token)).toBe(404)
    expect(await remove(stranger.userId, owner.token)).toBe(404)
    expect(await everything()).toBe(before)
  })

  test('while requests run lets none through after its answer and breaks none', async () => {
    await newTeam()
    const member = await join('seller')
    let removed = false
    const served = { before: 0, after: 0 }
    const statuses = new Set<number>()
    const client = async (request: () => Promise<{ status: number }>) => {
      for (;;) {
        const late = removed
        const { status } = await request()
        statuses.add(status)
        if (status < 300) served[late ? 'after' : 'before'] += 1
        if (late) return
      }
    }
    const remove = async () => {
      await vi.waitFor(() => expect(served.before).toBeGreaterThan(20))
      expect((await app.delete(`${path}/${member.userId}/`, owner.token)).status).toBe(204)
      removed = true
    }
    await Promise.all([
      remove(),
      ...[1, 2, 3].map(() => client(() => customers(member.token))),
      ...[1, 2, 3].map(() => client(() => addCustomer(member.token))),
    ])
    expect(served.before).toBeGreaterThan(20)
    expect(served.after).toBe(0)
    expect([...statuses].sort()).toEqual([200, 201, 401])
  })

  test('against ten tokens that the member makes at the same time leaves none alive', async () => {
    await newTeam()
    const member = await join('manager')
    const insert = (i: number) =>
      db()
        .query(
          `insert into api_tokens (workspace_id, created_by, name, token_hash, token_preview, permissions, created_at, updated_at)
           values ($1, $2, 'x', sha256($3), '', '{}', now(), now())`,
          [owner.workspaceId, member.userId, Buffer.from(`${member.uuid}${i}`)],
        )
        .catch((error: { constraint?: string }) => error.constraint)
    const results = await Promise.all([
      ...Array.from({ length: 10 }, (_, i) => insert(i)),
      app.delete(`${path}/${member.userId}/`, owner.token),
    ])
    for (const result of results.slice(0, 10))
      expect([undefined, 'api_tokens_maker']).toContain(Array.isArray(result) ? undefined : result)
    expect(await db().query('select id from api_tokens where created_by = $1', [member.userId])).toEqual([])
  })
})
