import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { chirp } from '../../../../test/support/chirp.ts'
import { createOwner, type SignedInUser } from '../../../../test/support/factories.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'

/** For the tests of a file: one server, and for each test a shop of its own whose page is connected and empty. No token may be in any row after a test. */
export function pageShop() {
  let app: TestApp
  let meta: MetaDouble
  let owner: SignedInUser
  let id: number

  beforeAll(async () => {
    meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
    app = await startTestApp({
      features: [registerIdentity, channelsOf([...adapters, chirp], async () => {})],
      now: new Date(),
      env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
    })
  })
  beforeEach(async () => {
    owner = await createOwner(app.services)
    id = await connectAccount(app, owner)
    for (const one of meta.state.pages) one.posts.length = 0
    meta.calls.length = 0
  })
  afterEach(async () => {
    const logs = await app.services.db.query('select l::text from channel_logs l')
    const account = await app.services.db.query('select a::text from channel_accounts a')
    const text = JSON.stringify([logs, account])
    expect(meta.secrets().filter((secret) => text.includes(secret))).toEqual([])
  })
  afterAll(async () => {
    await app.close()
    await meta.close()
  })

  const path = (rest: string, account = id) => `${accountsPath}${account}/${rest}`
  const post = (rest: string, body: unknown) => app.post(path(rest), body, owner.token)
  return {
    get app() {
      return app
    },
    get meta() {
      return meta
    },
    get owner() {
      return owner
    },
    /** The connected account. */
    get id() {
      return id
    },
    page: () => meta.state.pages[0]!,
    path,
    get: (rest: string) => app.get(path(rest), owner.token),
    post,
    published: async (message: string, more: object = {}) => {
      const answer = await post('publish_post/', { message, ...more })
      expect(answer.status, answer.text).toBe(200)
      return answer.body
    },
    log: async () => (await app.get('/api/integrations/logs/', owner.token)).body.results[0],
  }
}
