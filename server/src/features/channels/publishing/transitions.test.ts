import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'
import { publishJob } from './runner.ts'
import type { PostStatus, TargetStatus } from './schemas.ts'

const base = '/api/integrations/planned-posts/'

let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let accounts: number[]
let texts = 0

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, async () => {})],
    now: '2026-03-10T08:00:00Z',
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
  })
  owner = await createOwner(app.services)
  const second = await connectAccount(app, owner)
  const page_id = meta.state.pages[1]!.id
  await app.post(`${accountsPath}${second}/select_page/`, { page_id }, owner.token)
  accounts = [await connectAccount(app, owner), second]
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const clock = () => app.services.clock as FixedClock
const token = async () => (await signIn(app.services, owner)).token
const troubles = ['lost', 'reset', 'server-error', 'blocked-as-spam', 'business-rate-limit', 'html'] as const

type Step =
  | { act: 'run' | 'cancel' }
  | { act: 'wait'; seconds: number }
  | { act: 'trouble'; trouble: (typeof troubles)[number] }
  | { act: 'change'; minutes: number }
  | { act: 'retry'; account: 0 | 1; confirm: boolean }
  | { act: 'see'; account: 0 | 1 }
  | { act: 'die'; called: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ act: 'run' }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('wait' as const), seconds: fc.constantFrom(1, 20, 600) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('trouble' as const), trouble: fc.constantFrom(...troubles) }),
  },
  fc.constant<Step>({ act: 'cancel' }),
  fc.record({ act: fc.constant('change' as const), minutes: fc.constantFrom(0, 5) }),
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('retry' as const),
      account: fc.constantFrom(0 as const, 1 as const),
      confirm: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('see' as const),
      account: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  fc.record({ act: fc.constant('die' as const), called: fc.boolean() }),
)

interface Seen {
  status: PostStatus
  targets: { account: number; message: string; status: TargetStatus; external_id: string | null }[]
}

const read = async (id: number): Promise<Seen> => (await app.get(`${base}${id}/`, await token())).body
const onPlatform = (message: string) =>
  meta.state.pages.flatMap(({ posts }) => posts.filter((post) => post.message === message))

async function take(id: number, one: Step): Promise<void> {
  const { db, jobs } = app.services
  if (one.act === 'run') await jobs.runNow(publishJob)
  if (one.act === 'wait') clock().advance(one.seconds * 1000)
  if (one.act === 'trouble') meta.fail(one.trouble, { path: '/feed', minutes: 3 })
  if (one.act === 'cancel') await app.delete(`${base}${id}/`, await token())
  if (one.act === 'change') {
    const at =
      one.minutes === 0 ? null : new Date(clock().now().getTime() + one.minutes * 60_000).toISOString()
    await app.patch(`${base}${id}/`, { scheduled_at: at }, await token())
  }
  if (one.act === 'retry') {
    const { confirm } = one
    await app.post(`${base}${id}/retry/`, { account: accounts[one.account], confirm }, await token())
  }
  if (one.act === 'see') {
    const account = accounts[one.account]
    const { message } = (await read(id)).targets.find((target) => target.account === account)!
    // Whoever says so tells the truth.
    if (onPlatform(message).length > 0) await app.post(`${base}${id}/confirm/`, { account }, await token())
  }
  if (one.act === 'die')
    await db.query(
      `update channel_planned_targets set status = 'publishing', due_at = null, claim = gen_random_uuid(),
         claimed_until = now() - interval '1 s', called_at = $2
       where id = (select id from channel_planned_targets where post_id = $1 and status = 'scheduled' limit 1)`,
      [id, one.called ? clock().now() : null],
    )
}

/** The status of a post as the words for it say. */
function statusOf(targets: readonly TargetStatus[]): PostStatus {
  const all = (status: TargetStatus) => targets.every((one) => one === status)
  const some = (...statuses: TargetStatus[]) => targets.some((one) => statuses.includes(one))
  if (all('scheduled')) return 'scheduled'
  if (some('scheduled', 'publishing', 'processing')) return 'publishing'
  if (all('published')) return 'published'
  if (some('published')) return 'partly'
  if (some('unconfirmed')) return 'unconfirmed'
  return some('failed') ? 'failed' : 'canceled'
}

function demandConsistent(before: Seen | null, now: Seen, confirmed: ReadonlySet<number>): void {
  expect(now.status).toBe(statusOf(now.targets.map(({ status }) => status)))
  now.targets.forEach(({ account, message, status, external_id }, index) => {
    const ids = onPlatform(message).map(({ id }) => id)
    // Only a person who says that a post is not there, while it is, can have it twice.
    if (!confirmed.has(account)) {
      expect(ids.length).toBeLessThanOrEqual(1)
      if (['scheduled', 'failed', 'canceled'].includes(status)) expect(ids).toEqual([])
    }
    // What a person has seen has no id.
    if (status === 'published') expect(ids).toContain(external_id ?? ids[0])
    const earlier = before?.targets[index]?.status
    if (earlier === 'published' || earlier === 'canceled') expect(status).toBe(earlier)
  })
}

test('whatever happens in whatever order, states are true and nothing stands twice', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const targets = accounts.map((account) => ({ account, message: `Text ${texts++}` }))
      const made = await app.post(base, { message: '', scheduled_at: null, targets }, await token())
      expect(made.status, made.text).toBe(201)
      const { id } = made.body
      const confirmed = new Set<number>()
      let before: Seen | null = null
      for (const one of steps) {
        const unsure = before?.targets.find(
          ({ account }) => one.act === 'retry' && account === accounts[one.account],
        )
        if (one.act === 'retry' && one.confirm && unsure?.status === 'unconfirmed')
          confirmed.add(unsure.account)
        await take(id, one)
        const now = await read(id)
        demandConsistent(before, now, confirmed)
        before = now
      }
      // Once all is quiet, every target has come to an end, and none that stands on the platform is told to be missing.
      for (let quiet = 0; quiet < 12; quiet++) {
        await take(id, { act: 'wait', seconds: 600 })
        await take(id, { act: 'run' })
      }
      const end = await read(id)
      demandConsistent(before, end, confirmed)
      for (const { account, message, status } of end.targets) {
        expect(['published', 'failed', 'canceled', 'unconfirmed']).toContain(status)
        if (status === 'unconfirmed' && !confirmed.has(account)) expect(onPlatform(message)).toEqual([])
      }
    }),
    { numRuns: 12 },
  )
})
