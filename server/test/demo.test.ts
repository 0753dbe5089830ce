import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoShops } from '../scripts/demo-data.ts'
import { demoPeople } from '../scripts/demo-people.ts'
import { demoStores } from '../scripts/demo-store.ts'
import { startTestApp, type TestApp } from './support/app.ts'

const script = fileURLToPath(new URL('../scripts/demo.ts', import.meta.url))
const email = 'owner@example.com'
const password = 'blue-Lantern-42-river'
let app: TestApp

beforeAll(async () => {
  app = await startTestApp({ worker: true })
})
afterAll(() => app.close())

test('a new shop gets something for every page, and a second run doubles no people, places or tokens', async () => {
  const account = { email, password, password_confirm: password, language: 'fa' }
  const token = (await app.post('/api/v1/auth/register/', account)).body.data.tokens.access
  const count = async (path: string) => {
    const { body } = await app.get(path, token)
    const lists = [body, ...Object.values(body), ...Object.values(body.data ?? {})]
    return (lists.find(Array.isArray) ?? []).length
  }
  const run = () =>
    promisify(execFile)(process.execPath, [
      script,
      '--url',
      app.url,
      '--email',
      email,
      '--password',
      password,
    ])
  const single = [
    '/api/customers',
    '/api/customer-groups',
    '/api/categories',
    '/api/suppliers',
    '/api/shipping',
    '/api/branches',
    '/api/api-tokens',
    '/api/v1/workspace/invitations/',
    '/api/v1/integrations/tokens/',
    '/api/v1/integrations/woocommerce/events/',
    '/api/v1/integrations/wordpress-content/',
    '/api/v1/web-knowledge/products/?external_source=woocommerce',
    '/api/v1/web-knowledge/products/?has_discount=true',
  ]
  const growing = ['/api/products', '/api/orders', '/api/shipments', '/api/inventory/low-stock']
  await run()
  const counts = await Promise.all(single.map(count))
  expect(Math.min(...counts)).toBeGreaterThan(0)
  for (const path of growing) expect(await count(path), path).toBeGreaterThan(0)
  expect((await app.get('/api/orders/imports', token)).body[0].status).toBe('done')
  await run()
  expect(await Promise.all(single.map(count))).toEqual(counts)
}, 60_000)

test('every language has its shop and its people, whose addresses and numbers can be stored', () => {
  expect(Object.keys(demoPeople).sort()).toEqual(Object.keys(demoShops).sort())
  expect(Object.keys(demoStores).sort()).toEqual(Object.keys(demoShops).sort())
  for (const [language, people] of Object.entries(demoPeople)) {
    const mailboxes = [
      ...people.customers.map(([, mailbox]) => mailbox),
      ...people.suppliers.map(([, , mailbox]) => mailbox),
      people.manager[1],
      people.seller[1],
      people.invited,
    ]
    expect(new Set(mailboxes).size, language).toBe(mailboxes.length)
    for (const mailbox of mailboxes) expect(mailbox).toMatch(/^[a-z]+\.[a-z]+$/)
    expect(`${people.phonePrefix}207`.length).toBeLessThanOrEqual(20)
  }
})
