import { afterEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { registerIdentity } from './index.ts'

let app: TestApp
afterEach(() => app.close())

const options = () => app.get('/api/v1/auth/options/')

test('a server without Google offers none', async () => {
  app = await startTestApp({ features: [registerIdentity] })
  const answer = await options()
  expect([answer.status, answer.body]).toEqual([200, { google: null }])
})

test('a server with Google tells its public client id to anybody, never the secret', async () => {
  const env = { GOOGLE_CLIENT_ID: 'shop.apps.example.com', GOOGLE_CLIENT_SECRET: 'hidden' }
  app = await startTestApp({ features: [registerIdentity], env })
  const answer = await app.get('/api/v1/auth/options/', 'a dead token')
  expect(answer.body).toEqual({
    google: {
      client_id: 'shop.apps.example.com',
      authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth',
    },
  })
})
