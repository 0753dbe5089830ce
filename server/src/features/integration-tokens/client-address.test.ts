import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from './index.ts'

const features = [registerIdentity, registerIntegrationTokens]
const tokensPath = '/api/v1/integrations/tokens'
const health = '/api/v1/integrations/woocommerce/health/'

let app: TestApp
let keeper: SignedInUser
beforeAll(async () => {
  app = await startTestApp({
    features,
    env: { THROTTLE_ENABLED: 'True', TRUST_PROXY: '127.0.0.1' },
    now: new Date(Math.floor(Date.now() / 60_000) * 60_000 + 15_000),
  })
  keeper = await createOwner(app.services)
})
afterAll(() => app.close())
const generate = async (body: object = {}) => {
  const answer = await app.post(`${tokensPath}/generate/`, { name: 'Shop', ...body }, keeper.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body as { id: string; token: string }
}
const from = (forwarded: string, token: string) =>
  app.call('GET', health, { token, headers: { 'x-forwarded-for': forwarded } })

test('the client is the last hop that is not trusted, whatever stands before it', async () => {
  const { token } = await generate({ allowed_ips: ['203.0.113.9'] })
  expect((await from('203.0.113.9', token)).status).toBe(200)
  expect((await from('10.1.2.3, 203.0.113.9, 127.0.0.1', token)).status).toBe(200)
  expect((await from('::ffff:203.0.113.9', token)).status).toBe(200)
  expect((await from('203.0.113.9, 198.51.100.1', token)).body.code).toBe('ip_not_allowed')
  expect((await app.get(health, token)).body.code).toBe('ip_not_allowed')
})

test('behind one proxy that is not named, the hop before it counts and nothing that a client wrote', async () => {
  const behind = await startTestApp({ features, env: { TRUST_PROXY: 'True' } })
  try {
    const owner = await createOwner(behind.services)
    const body = { name: 'Shop', allowed_ips: ['203.0.113.9'] }
    const { token } = (await behind.post(`${tokensPath}/generate/`, body, owner.token)).body
    const call = async (forwarded: string) =>
      (await behind.call('GET', health, { token, headers: { 'x-forwarded-for': forwarded } })).status
    expect(await call('203.0.113.9')).toBe(200)
    expect(await call('198.51.100.1, 203.0.113.9')).toBe(200)
    expect(await call('203.0.113.9, 198.51.100.1')).toBe(401)
  } finally {
    await behind.close()
  }
})

test('links and delivery addresses are as the client called them', async () => {
  const answer = await app.call('POST', `${tokensPath}/generate/`, {
    token: keeper.token,
    body: { name: 'A' },
    headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hub.example.com' },
  })
  expect(answer.body.webhook.delivery_url).toBe(
    `https://hub.example.com/api/v1/integrations/woocommerce/hooks/${answer.body.id}/`,
  )
})

test('failures are limited per address, good calls are not', async () => {
  const { token } = await generate()
  const wrong = `${token.slice(0, -1)}${token.at(-1) === '0' ? '1' : '0'}`
  const statuses = new Map<number, number>()
  let told: Response | undefined
  for (let i = 0; i < 320; i++) {
    const response = await fetch(app.url + health, {
      headers: { authorization: `Bearer ${wrong}`, 'x-forwarded-for': '198.51.100.50' },
    })
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    if (response.status === 429) told = response
  }
  expect([...statuses]).toEqual([
    [401, 300],
    [429, 20],
  ])
  expect(told?.headers.get('retry-after')).toBe('45')
  expect(await told?.json()).toEqual({
    detail: 'Request was throttled. Expected available in 45 seconds.',
  })
  expect((await from('198.51.100.50', token)).status).toBe(200)
  expect((await from('198.51.100.51', wrong)).status).toBe(401)
})
