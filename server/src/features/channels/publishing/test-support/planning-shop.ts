import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../../test/support/app.ts'
import { connectAccount } from '../../../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../../../test/support/factories.ts'
import type { FixedClock } from '../../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../../identity/index.ts'
import type { Adapter } from '../../adapter.ts'
import { meta as metaAdapter } from '../../adapters/meta.ts'
import { channelsOf } from '../../index.ts'
import { publishJob } from '../runner.ts'

const base = '/api/integrations/planned-posts/'

/** For the tests of a file: one server with Meta and its `twins`, and for each test a shop of its own whose page is connected and empty, and nothing planned. */
export function planningShop(twins: Adapter[] = []) {
  let app: TestApp
  let meta: MetaDouble
  let owner: SignedInUser
  let id: number

  beforeAll(async () => {
    meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
    app = await startTestApp({
      features: [registerIdentity, channelsOf([metaAdapter, ...twins], async () => {})],
      now: '2026-03-10T08:00:00Z',
      env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
    })
  })
  beforeEach(async () => {
    owner = await createOwner(app.services)
    id = await connectAccount(app, owner)
    for (const page of meta.state.pages) page.posts.length = 0
    await app.services.db.query('delete from channel_planned_posts')
    meta.calls.length = 0
  })
  afterAll(async () => {
    await app.close()
    await meta.close()
  })

  const clock = () => app.services.clock as FixedClock
  // Clocks go forward by more than a token lasts.
  const token = async () => (await signIn(app.services, owner)).token
  const run = () => app.services.jobs.runNow(publishJob)
  const read = async (post: number) => (await app.get(`${base}${post}/`, await token())).body
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
    /** The account on which posts are planned. */
    get id() {
      return id
    },
    /** Goes on with another account of the same shop. */
    connectAnother: async (platform?: string) => {
      id = await connectAccount(app, owner, platform)
    },
    clock,
    token,
    pages: () => meta.state.pages,
    feedCalls: () => meta.callsTo({ method: 'POST', path: '/feed' }),
    planned: async (body: object = {}) => {
      const answer = await app.post(
        base,
        { message: 'Fresh tea', scheduled_at: null, targets: [{ account: id }], ...body },
        await token(),
      )
      expect(answer.status, answer.text).toBe(201)
      return answer.body.id as number
    },
    read,
    target: async (post: number) => (await read(post)).targets[0],
    retry: async (post: number, body: object) => app.post(`${base}${post}/retry/`, body, await token()),
    lines: async () =>
      (await app.get('/api/integrations/logs/', await token())).body.results.filter(
        (line: { action: string }) => line.action === 'publish_post',
      ),
    run,
    /** Works on what is due, so much later. */
    after: async (seconds: number) => {
      clock().advance(seconds * 1000)
      await run()
    },
  }
}
