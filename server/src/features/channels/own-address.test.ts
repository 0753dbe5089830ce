import { afterAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { accountsPath, createAccount } from '../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { adapters } from './adapters/index.ts'
import { channelsOf } from './index.ts'

const production = {
  NODE_ENV: 'production',
  SECRET_KEY: 'x'.repeat(43),
  FERNET_KEY: 'x'.repeat(43),
  META_CLIENT_ID: 'id',
  META_CLIENT_SECRET: 'secret',
}
const apps: TestApp[] = []
const startIn = async (env: Record<string, string>) => {
  const features = [registerIdentity, channelsOf(adapters)]
  const app = await startTestApp({ features, env: { ...production, ...env } })
  apps.push(app)
  return { app, owner: await createOwner(app.services) }
}
afterAll(() => Promise.all(apps.map((app) => app.close())))

/** Presses "Connect", having reached the server under the name of `host`. */
async function connectAt(host: string, { app, owner }: { app: TestApp; owner: SignedInUser }) {
  const id = await createAccount(app, owner)
  const answer = await app.app.inject({
    method: 'POST',
    url: `${accountsPath}${id}/connect/`,
    headers: { host, authorization: `Bearer ${owner.token}` },
  })
  const { authorization_url: url, ...body } = answer.json()
  return { status: answer.statusCode, body, back: url && new URL(url).searchParams.get('redirect_uri') }
}

const callback = '/api/integrations/accounts/oauth/callback/meta/'

test('in production nobody but this machine tells the server by a request where people come back to', async () => {
  const server = await startIn({})
  expect(await connectAt('elsewhere.example.com', server)).toMatchObject({
    status: 400,
    body: { code: 'platform_not_configured', error: 'API_BASE_URL is not set on the server' },
  })
  expect((await connectAt('127.0.0.1:8000', server)).back).toBe(`http://127.0.0.1:8000${callback}`)
})

test('people come back to API_BASE_URL also where media and links have another address', async () => {
  const addresses = { API_BASE_URL: 'https://api.example.com', PUBLIC_BASE_URL: 'https://shop.example.com' }
  const server = await startIn(addresses)
  expect((await connectAt('elsewhere.example.com', server)).back).toBe(`https://api.example.com${callback}`)
})
