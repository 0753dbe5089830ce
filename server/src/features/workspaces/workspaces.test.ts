import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerWorkspaces } from './index.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerWorkspaces] })
})
afterAll(() => app.close())

const path = '/api/v1/workspace/'
const read = async (token: string) => (await app.get(path, token)).body

test('an owner and a manager change it, and the next request reckons by it', async () => {
  const owner = await createOwner(app.services, { workspaceName: 'Quán nhỏ' })
  const manager = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'manager' })
  expect(await read(owner.token)).toEqual({
    id: owner.workspaceId,
    name: 'Quán nhỏ',
    time_zone: 'Asia/Ho_Chi_Minh',
    currency: 'VND',
    locale: 'vi',
    role: 'owner',
    permissions: expect.arrayContaining(['orders:write', 'team:manage', 'tokens:manage']),
  })
  const changes = { name: ' Chợ ', time_zone: 'Asia/Tehran', currency: 'IRR', locale: 'fa' }
  const answer = await app.patch(path, { ...changes, id: 1, role: 'viewer' }, owner.token)
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ ...changes, id: owner.workspaceId, name: 'Chợ', role: 'owner' })
  const caller = await app.services.authenticators[0]!.authenticate(manager.token)
  expect(caller).toMatchObject({ timeZone: 'Asia/Tehran', currency: 'IRR', locale: 'fa' })
  expect((await app.patch(path, { locale: 'en' }, manager.token)).body).toMatchObject({
    locale: 'en',
    role: 'manager',
  })
})

test.each(['seller', 'viewer'] as const)('a %s may read it only', async (role) => {
  const owner = await createOwner(app.services)
  const member = await createOwner(app.services, { workspaceId: owner.workspaceId, role })
  const before = await read(owner.token)
  expect((await app.patch(path, { name: 'Mine' }, member.token)).status).toBe(403)
  expect((await app.patch(path, { name: 7 }, member.token)).status).toBe(403)
  expect((await app.patch(path, { name: 'Mine' })).status).toBe(401)
  expect(await read(owner.token)).toEqual(before)
  const own = await read(member.token)
  expect(own).toEqual({ ...before, role, permissions: own.permissions })
  expect(own.permissions).not.toContain('workspace:write')
})

test.each([
  ['name', ''],
  ['name', null],
  ['name', '\u0000'],
  ['time_zone', 'Mars/Olympus'],
  ['time_zone', '+07:00'],
  ['time_zone', ['Asia/Tehran']],
  ['currency', 'XX'],
  ['currency', 'usd'],
  ['locale', 'de'],
])('refuses %s %j and changes nothing', async (field, value) => {
  const owner = await createOwner(app.services)
  const before = await read(owner.token)
  const answer = await app.patch(path, { currency: 'USD', [field]: value }, owner.token)
  expect(answer.status).toBe(400)
  expect(answer.body.error.details).toHaveProperty(field)
  expect(await read(owner.token)).toEqual(before)
})

test('the first steps tick themselves, each in its own workspace', async () => {
  const steps = async (token: string) => {
    const { body } = await app.get('/api/v1/workspace/first-steps/', token)
    return Object.fromEntries(
      body.data.steps.map((step: { key: string; done: boolean }) => [step.key, step.done]),
    )
  }
  const owner = await createOwner(app.services, { fullName: '' })
  const other = await createOwner(app.services, { fullName: '' })
  const none = {
    verify_email: false,
    complete_profile: false,
    add_product: false,
    import_catalogue: false,
    place_order: false,
  }
  expect(await steps(owner.token)).toEqual(none)
  await app.patch('/api/v1/profile/', { full_name: 'Vy', phone_number: '+84911222444' }, owner.token)
  await app.services.db.query('update users set is_verified = true where id = $1', [owner.userId])
  await app.services.db.query(
    `insert into products (workspace_id, name, price, external_id) values ($1, 'Tea', 1, '7')`,
    [owner.workspaceId],
  )
  expect(await steps(owner.token)).toEqual({
    verify_email: true,
    complete_profile: true,
    add_product: true,
    import_catalogue: true,
    place_order: false,
  })
  expect(await steps(other.token)).toEqual(none)
})

test('a product that a connected shop sent ticks the import step, one that stands here alone does not', async () => {
  const owner = await createOwner(app.services)
  const imported = async () => {
    const { body } = await app.get('/api/v1/workspace/first-steps/', owner.token)
    return body.data.steps.find((step: { key: string }) => step.key === 'import_catalogue').done
  }
  const describe = (source: string, externalId: string | null) =>
    app.services.db.query(
      `with product as (insert into products (workspace_id, name, price) values ($1, 'Tea', 1) returning id)
       insert into product_details (product_id, workspace_id, source, external_id) select id, $1, $2, $3 from product`,
      [owner.workspaceId, source, externalId],
    )
  await describe('manual', null)
  expect(await imported()).toBe(false)
  await describe('woocommerce', 'woo_414')
  expect(await imported()).toBe(true)
})

test('an applied file ticks the import step, also when its products carry no ids of another shop', async () => {
  const owner = await createOwner(app.services)
  const imported = async () => {
    const { body } = await app.get('/api/v1/workspace/first-steps/', owner.token)
    return body.data.steps.find((step: { key: string }) => step.key === 'import_catalogue').done
  }
  const store = (status: string) =>
    app.services.db.query(
      `insert into imports (workspace_id, created_by, kind, status, file_name, file_key, size, options, created_at, updated_at)
       values ($1, $2, 'products', $3, 'goods.csv', 'imports/goods', 10, '{}', now(), now())`,
      [owner.workspaceId, owner.userId, status],
    )
  for (const status of ['ready', 'failed', 'cancelled']) await store(status)
  expect(await imported()).toBe(false)
  await store('done')
  expect(await imported()).toBe(true)
})
