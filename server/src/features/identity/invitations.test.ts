import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { listOutbox } from '../../kernel/mail/mail.ts'
import { registerUploads } from '../uploads/index.ts'
import { registerWorkspaces } from '../workspaces/index.ts'
import { registerIdentity } from './index.ts'

const path = '/api/v1/workspace/invitations'
const password = 'rolling-stone-42'
const dayMs = 86_400_000
const dead = 'This invitation is not valid any more. Ask for a new one.'
let app: TestApp
let clock: FixedClock
let owner: SignedInUser
let people = 0
beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerWorkspaces, registerUploads],
    worker: true,
    now: '2026-03-01T10:00:00.000Z',
    env: { FRONTEND_URL: 'https://shop.example.com' },
  })
  clock = app.services.clock as FixedClock
  owner = await createOwner(app.services, { fullName: 'Olga', workspaceName: 'Trà Linh' })
})
afterAll(() => app.close())

const db = () => app.services.db
/** Lets time pass; an access token does not live long. */
const later = async (ms: number) => {
  clock.advance(ms)
  owner = await signIn(app.services, owner)
}
const newAddress = () => `person-${++people}@example.com`
const invite = (body: object, token = owner.token) => app.post(`${path}/`, body, token)
const mailsTo = async (to: string) => (await listOutbox(db(), { to, limit: 10, offset: 0 })).mails

/** The token in the newest of `count` mails to an address. */
async function tokenFor(email: string, count = 1): Promise<string> {
  return vi.waitFor(
    async () => {
      const mails = await mailsTo(email)
      expect(mails).toHaveLength(count)
      const url = /https:\/\/shop\.example\.com\/invitation\?token=(\S+)/.exec(mails[0]!.text)
      return url![1]!
    },
    { timeout: 15_000, interval: 50 },
  )
}

async function invited(body: object = {}, email = newAddress()) {
  const answer = await invite({ email, role: 'seller', ...body })
  expect(answer.status, answer.text).toBe(201)
  return { email, id: answer.body.data.invitation.id as number, token: await tokenFor(email) }
}
const accept = (token: string, body: object = {}) =>
  app.post('/api/v1/invitations/accept/', { token, password, full_name: 'Bình', ...body })
const join = (token: string, by: { token: string }) =>
  app.post('/api/v1/invitations/join/', { token }, by.token)
const lookup = (token: string) => app.post('/api/v1/invitations/lookup/', { token })
const memberships = () => db().query('select * from memberships order by workspace_id, user_id')
const everything = async () =>
  JSON.stringify([
    await memberships(),
    await db().query('select * from invitations order by id'),
    await db().query('select id, email from users order by id'),
    await db().query('select count(*) from audit_log'),
  ])

describe('inviting', () => {
  test('mails a link in the chosen language and stores only its hash', async () => {
    const email = newAddress()
    const answer = await invite({ email: email.toUpperCase(), role: 'manager', language: 'fa' })
    expect(answer.status).toBe(201)
    expect(answer.body.data.invitation).toEqual({
      id: expect.any(Number),
      email,
      role: 'manager',
      language: 'fa',
      invited_by: 'Olga',
      status: 'pending',
      created_at: '2026-03-01T10:00:00.000Z',
      sent_at: '2026-03-01T10:00:00.000Z',
      expires_at: '2026-03-08T10:00:00.000Z',
    })
    const token = await tokenFor(email)
    const [mail] = await mailsTo(email)
    expect(mail!.subject).toBe('Olga شما را به Trà Linh دعوت می‌کند')
    expect(mail!.text).toContain('مدیر')
    expect(mail!.html).toContain('dir="rtl"')
    const stored = JSON.stringify([
      await db().query(`select *, encode(token_hash, 'escape') from invitations`),
      await db().query('select * from audit_log'),
      await db().query(`select data from pgboss.job`),
    ])
    expect(stored).not.toContain(token)
    expect((await app.get(`${path}/`, owner.token)).body.data.invitations[0]).toMatchObject({ email })
  })

  test('speaks the language of the account, else of the workspace, without telling the inviter which', async () => {
    const known = await createUser(app.services, { language: 'ru', email: newAddress() })
    const unknown = newAddress()
    for (const email of [known.email, unknown]) {
      const { invitation } = (await invite({ email, role: 'viewer' })).body.data
      expect(invitation.language).toBe('vi')
      await tokenFor(email)
    }
    expect((await mailsTo(known.email))[0]!.subject).toBe('Olga приглашает вас в Trà Linh')
    expect((await mailsTo(unknown))[0]!.subject).toBe('Olga mời bạn vào Trà Linh')
  })

  test('an address again replaces the open invitation, whose link stops working, but not within a minute', async () => {
    const { email, id, token } = await invited()
    const again = await invite({ email, role: 'viewer' })
    expect([again.status, again.headers.get('retry-after')]).toEqual([429, '60'])
    await later(60_000)
    const replaced = await invite({ email, role: 'viewer' })
    expect(replaced.body.data.invitation).toMatchObject({ id, role: 'viewer' })
    const next = await tokenFor(email, 2)
    expect((await lookup(token)).body.error.message).toBe(dead)
    expect((await lookup(next)).body.data.invitation).toMatchObject({ role: 'viewer' })
  })

  test('sending again makes a new link for seven more days; revoking ends it', async () => {
    const { email, id, token } = await invited()
    expect((await app.post(`${path}/${id}/resend/`, {}, owner.token)).status).toBe(429)
    await later(8 * dayMs)
    const { invitations } = (await app.get(`${path}/`, owner.token)).body.data
    expect(invitations.find((one: { id: number }) => one.id === id).status).toBe('expired')
    const sent = await app.post(`${path}/${id}/resend/`, {}, owner.token)
    expect(sent.body.data.invitation).toMatchObject({ id, status: 'pending' })
    const next = await tokenFor(email, 2)
    expect((await lookup(token)).status).toBe(400)
    expect((await lookup(next)).status).toBe(200)
    expect((await app.delete(`${path}/${id}/`, owner.token)).status).toBe(204)
    expect((await accept(next)).body.error.message).toBe(dead)
    expect((await app.delete(`${path}/${id}/`, owner.token)).status).toBe(404)
    expect((await app.post(`${path}/${id}/resend/`, {}, owner.token)).status).toBe(404)
    expect((await invite({ email, role: 'seller' })).status).toBe(201)
  })

  test('ten at once to one address are one invitation and one mail', async () => {
    const email = newAddress()
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite({ email, role: 'seller' })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(429)])
    await tokenFor(email)
    expect(await db().query('select id from invitations where email = $1', [email])).toHaveLength(1)
  })

  test('more than a hundred addresses a day are too many', async () => {
    const busy = await createOwner(app.services)
    await db().query(
      `insert into invitations (workspace_id, email, role, language, token_hash, invited_by, created_at, sent_at, expires_at, revoked_at)
       select $1, i || '@example.com', 'seller', 'en', sha256(i::text::bytea), $2, $3, $3, $3, $3 from generate_series(1, 100) i`,
      [busy.workspaceId, busy.userId, clock.now()],
    )
    const refused = await invite({ email: newAddress(), role: 'seller' }, busy.token)
    expect([refused.status, refused.body.error.code]).toEqual([429, 'THROTTLED'])
    await later(dayMs)
    const tomorrow = await signIn(app.services, busy)
    expect((await invite({ email: newAddress(), role: 'seller' }, tomorrow.token)).status).toBe(201)
  })

  test.each<[object, string]>([
    [{ role: 'seller' }, 'email'],
    [{ email: 'nobody', role: 'seller' }, 'email'],
    [{ email: 'a\u0000@example.com', role: 'seller' }, 'email'],
    [{ email: 'a@example.com' }, 'role'],
    [{ email: 'a@example.com', role: 'owner' }, 'role'],
    [{ email: 'a@example.com', role: 'seller', language: 'de' }, 'language'],
  ])('refuses %j and mails nobody', async (body, field) => {
    const before = await everything()
    const answer = await invite(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.details).toHaveProperty(field)
    expect(await everything()).toBe(before)
  })

  test('refuses members, everybody but owners, and ids of other workspaces', async () => {
    const seller = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'seller' })
    const manager = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'manager' })
    const stranger = await createOwner(app.services)
    const { id } = await invited()
    const before = await everything()
    expect((await invite({ email: seller.email, role: 'viewer' })).body.error.details).toHaveProperty('email')
    for (const [token, status] of [
      [manager.token, 403],
      [seller.token, 403],
      ['', 401],
    ] as const) {
      expect((await invite({ email: 'a@example.com', role: 'viewer' }, token)).status).toBe(status)
      expect((await app.get(`${path}/`, token)).status).toBe(status)
      expect((await app.post(`${path}/${id}/resend/`, {}, token)).status).toBe(status)
      expect((await app.delete(`${path}/${id}/`, token)).status).toBe(status)
    }
    expect((await app.get(`${path}/`, stranger.token)).body.data.invitations).toEqual([])
    expect((await app.post(`${path}/${id}/resend/`, {}, stranger.token)).status).toBe(404)
    expect((await app.delete(`${path}/${id}/`, stranger.token)).status).toBe(404)
    expect(await everything()).toBe(before)
  })
})

describe('accepting with a new account', () => {
  test('makes a confirmed member of the inviting workspace and logs him in', async () => {
    const { email, token } = await invited({ role: 'manager', language: 'uz' })
    expect((await lookup(token)).body.data.invitation).toEqual({
      workspace_name: 'Trà Linh',
      email,
      role: 'manager',
      invited_by: 'Olga',
      expires_at: expect.stringMatching(/Z$/),
      has_account: false,
    })
    const answer = await accept(token, { email: 'other@example.com', role: 'owner' })
    expect(answer.status, answer.text).toBe(201)
    const { user, tokens } = answer.body.data
    expect(user).toMatchObject({ email, full_name: 'Bình', is_verified: true, language: 'uz' })
    expect(user.workspace).toMatchObject({ id: owner.workspaceId, role: 'manager' })
    expect(answer.headers.get('set-cookie')).toContain('tp_refresh')
    expect((await app.get('/api/v1/workspace/', tokens.access)).body).toMatchObject({
      id: owner.workspaceId,
      role: 'manager',
    })
    const login = await app.post('/api/auth/login', { username: email, password })
    expect(login.body.user.role).toBe('manager')
    expect((await lookup(token)).status).toBe(400)
    const { invitations } = (await app.get(`${path}/`, owner.token)).body.data
    expect(invitations.map((one: { email: string }) => one.email)).not.toContain(email)
  })

  test('of ten at once one succeeds, and there is one account with one membership', async () => {
    const { email, token } = await invited()
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(token)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(400)])
    const rows = await db().query(
      `select m.workspace_id, m.role from users u join memberships m on m.user_id = u.id where u.email = $1`,
      [email],
    )
    expect(rows).toEqual([{ workspace_id: owner.workspaceId, role: 'seller' }])
  })

  test('refuses a weak password, a taken address and dead links, and the link stays usable', async () => {
    const { email, token } = await invited()
    const expired = await invited()
    await db().query('update invitations set expires_at = $2 where id = $1', [expired.id, clock.now()])
    const before = await everything()
    expect((await accept(token, { password: '12345678' })).body.error.details).toHaveProperty('password')
    expect((await accept(token, { password_confirm: 'another-one-42' })).body.error.details).toHaveProperty(
      'password_confirm',
    )
    for (const wrong of ['x', `${token}x`, expired.token, '\u0000'])
      expect((await accept(wrong)).status, wrong).toBe(400)
    expect((await app.post('/api/v1/invitations/accept/', {})).status).toBe(400)
    expect((await lookup(expired.token)).body.error.message).toBe(dead)
    expect(await everything()).toBe(before)
    await createUser(app.services, { email })
    expect((await lookup(token)).body.data.invitation.has_account).toBe(true)
    expect((await accept(token)).body.error.details).toHaveProperty('email')
    expect((await lookup(token)).status).toBe(200)
  })
})

describe('joining with an account', () => {
  test('makes him a member, lets his session work there, and so will the next log-in', async () => {
    const person = await createOwner(app.services, { password, workspaceName: 'Own' })
    const { token } = await invited({ role: 'viewer' }, person.email)
    const answer = await join(token, person)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body.data.workspace).toMatchObject({
      id: owner.workspaceId,
      name: 'Trà Linh',
      role: 'viewer',
      permissions: expect.arrayContaining(['orders:read']),
    })
    expect((await app.get('/api/v1/auth/me/', person.token)).body.workspace.id).toBe(owner.workspaceId)
    const list = await app.get('/api/v1/workspaces/', person.token)
    expect(list.body.data.workspaces).toEqual([
      { id: person.workspaceId, name: 'Own', role: 'owner', is_active: false, members: 1 },
      {
        id: owner.workspaceId,
        name: 'Trà Linh',
        role: 'viewer',
        is_active: true,
        members: expect.any(Number),
      },
    ])
    const login = await app.post('/api/v1/auth/login/', { email: person.email, password })
    expect(login.body.data.user.workspace.id).toBe(owner.workspaceId)
    const log = await db().query(
      `select workspace_id, actor_id from audit_log where action = 'member.joined' and subject_id = $1`,
      [String(person.userId)],
    )
    expect(log).toEqual([{ workspace_id: owner.workspaceId, actor_id: String(person.userId) }])
  })

  test('of ten at once one succeeds and there is one membership', async () => {
    const person = await createOwner(app.services)
    const { token } = await invited({}, person.email)
    const answers = await Promise.all(Array.from({ length: 10 }, () => join(token, person)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(9).fill(400)])
    const rows = await db().query('select role from memberships where workspace_id = $1 and user_id = $2', [
      owner.workspaceId,
      person.userId,
    ])
    expect(rows).toEqual([{ role: 'seller' }])
  })

  test('of two people with one link one joins', async () => {
    const [a, b] = [await createOwner(app.services), await createOwner(app.services)]
    const { token } = await invited()
    const answers = await Promise.all([join(token, a), join(token, b)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400])
  })

  test('is refused to members, strangers without a session and with dead links', async () => {
    const { token } = await invited()
    const person = await createOwner(app.services)
    const before = await everything()
    expect((await join(token, owner)).body.error.message).toBe('You are a member of this workspace already.')
    expect((await join(token, { token: '' })).status).toBe(401)
    expect((await join('x', person)).body.error.message).toBe(dead)
    expect((await app.post('/api/v1/invitations/join/', {}, person.token)).status).toBe(400)
    expect(await everything()).toBe(before)
    expect((await lookup(token)).status).toBe(200)
  })
})

describe('switching', () => {
  const switchTo = (id: number | string, token: string) =>
    app.post(`/api/v1/workspaces/${id}/switch/`, {}, token)

  test('changes what the very next request sees, for this session only, and survives a refresh', async () => {
    const person = await createUser(app.services, { password })
    const login = async () =>
      (await app.post('/api/v1/auth/login/', { email: person.email, password })).body.data.tokens
    const [first, second] = [await login(), await login()]
    await db().query(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')`, [
      owner.workspaceId,
      person.userId,
    ])
    const at = async (token: string) => (await app.get('/api/v1/workspace/', token)).body
    const answer = await switchTo(owner.workspaceId, first.access)
    expect(answer.body.data.workspace).toMatchObject({ id: owner.workspaceId, role: 'viewer' })
    expect(await at(first.access)).toMatchObject({ id: owner.workspaceId, role: 'viewer' })
    expect(await at(second.access)).toMatchObject({ id: person.workspaceId, role: 'owner' })
    const refreshed = await app.post('/api/v1/auth/refresh/', { refresh: first.refresh })
    expect(await at(refreshed.body.access)).toMatchObject({ id: owner.workspaceId })
    expect(await at((await login()).access)).toMatchObject({ id: owner.workspaceId })
    await switchTo(person.workspaceId, first.access)
    expect(await at((await login()).access)).toMatchObject({ id: person.workspaceId })
  })

  test('answers a foreign workspace like a missing one and moves nothing', async () => {
    const person = await createOwner(app.services)
    const answers = await Promise.all(
      [owner.workspaceId, 2147483000, 'abc', '0'].map((id) => switchTo(id, person.token)),
    )
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404])
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect((await app.get('/api/v1/workspace/', person.token)).body.id).toBe(person.workspaceId)
    expect((await switchTo(owner.workspaceId, '')).status).toBe(401)
  })

  test('a removed member logs in to what he still has', async () => {
    const person = await createOwner(app.services, { password })
    const { token } = await invited({}, person.email)
    await join(token, person)
    await app.delete(`/api/v1/workspace/members/${person.userId}/`, owner.token)
    expect((await app.get('/api/v1/workspace/', person.token)).status).toBe(401)
    const login = await app.post('/api/v1/auth/login/', { email: person.email, password })
    expect(login.body.data.user.workspace).toMatchObject({ id: person.workspaceId, role: 'owner' })
  })
})
