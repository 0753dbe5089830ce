import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLinkedInDouble } from '../../../../test/doubles/linkedin.ts'
import { startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTikTokDouble } from '../../../../test/doubles/tiktok.ts'
import { startXDouble } from '../../../../test/doubles/x.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { connectAccount } from '../../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'
import { publishJob } from './runner.ts'

const base = '/api/integrations/planned-posts/'

let app: TestApp
let owner: SignedInUser
let accounts: Record<'meta' | 'tiktok' | 'linkedin' | 'twitter', number>
let platforms: Awaited<ReturnType<typeof startPlatforms>>

async function startPlatforms() {
  const clock = { now: () => (app?.services.clock.now() ?? new Date()).getTime() }
  const [meta, tiktok, linkedin, twitter] = await Promise.all([
    startMetaDouble(clock),
    startTikTokDouble(clock),
    startLinkedInDouble(clock),
    startXDouble(clock),
  ])
  return { meta, tiktok, linkedin, twitter }
}

beforeAll(async () => {
  platforms = await startPlatforms()
  const env = Object.assign({}, ...Object.values(platforms).map((platform) => platform.env))
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, async () => {})],
    now: new Date(),
    env: {
      ...env,
      FRONTEND_URL: 'https://app.example.com',
      LINKEDIN_SCOPES: 'openid profile r_organization_social w_organization_social rw_organization_admin',
    },
  })
  owner = await createOwner(app.services)
  const connect = (platform: string) => connectAccount(app, owner, platform)
  accounts = {
    meta: await connect('meta'),
    tiktok: await connect('tiktok'),
    linkedin: await connect('linkedin'),
    twitter: await connect('twitter'),
  }
}, 60_000)
afterAll(async () => {
  await app.close()
  await Promise.all(Object.values(platforms).map((platform) => platform.close()))
})

const token = async () => (await signIn(app.services, owner)).token
const after = async (seconds: number) => {
  ;(app.services.clock as FixedClock).advance(seconds * 1000)
  await app.services.jobs.runNow(publishJob)
}
async function planned(body: object): Promise<number> {
  const answer = await app.post(base, { scheduled_at: null, ...body }, await token())
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}
const read = async (id: number) => (await app.get(`${base}${id}/`, await token())).body
const photo = { type: 'image', url: 'https://cdn.example.com/tea.jpg' }

test('one plan reaches every platform in the way of each', async () => {
  const { meta, linkedin, twitter } = accounts
  const link = 'https://shop.example.com/tea'
  const targets = [{ account: meta }, { account: linkedin }, { account: twitter, message: 'Tea!' }]
  const text = await planned({ message: 'Fresh (tea) & more_', link, targets })
  const video = await planned({ message: '', media: [photo], targets: [{ account: accounts.tiktok }] })
  await after(0)
  expect(await read(text)).toMatchObject({ status: 'published' })
  expect(await read(video)).toMatchObject({ status: 'publishing', targets: [{ status: 'processing' }] })
  const [publishId] = platforms.tiktok.state.publishes.keys()
  platforms.tiktok.finish(publishId!, 'PUBLISH_COMPLETE')
  await after(60)
  expect(await read(video)).toMatchObject({ status: 'published' })
})

describe('after a lost answer', () => {
  test.each([
    ['meta', '/feed', 'https://shop.example.com/tea?a=1&b=2'],
    ['linkedin', '/rest/posts', 'https://shop.example.com/tea?a=1&b=2'],
    ['twitter', '/2/tweets', 'https://shop.example.com/tea?a=1&b=2'],
  ] as const)('%s tells the post by its text, as the platform writes it', async (platform, path, link) => {
    const message = `Tea (50 %) & "more" <today> #new @us_ — ${platform} چای تازه 🍵\n\nhttps://example.com/x`
    platforms[platform].fail('lost', { method: 'POST', path })
    const id = await planned({ message, link, targets: [{ account: accounts[platform] }] })
    await after(0)
    expect(await read(id)).toMatchObject({ status: 'unconfirmed' })
    await after(5)
    expect(await read(id)).toMatchObject({
      status: 'published',
      targets: [{ external_id: expect.any(String) }],
    })
    const calls = platforms[platform].callsTo({ method: 'POST', path })
    expect(calls.filter(({ raw }) => raw.includes(platform))).toHaveLength(1)
  })

  test('TikTok tells it by its text once it shows it', async () => {
    platforms.tiktok.fail('lost', { path: '/content/init/' })
    const targets = [{ account: accounts.tiktok, options: { privacy_level: 'PUBLIC_TO_EVERYONE' } }]
    const id = await planned({ message: 'Tea on TikTok', media: [photo], targets })
    await after(0)
    expect(await read(id)).toMatchObject({ status: 'unconfirmed' })
    await after(5)
    const { state } = platforms.tiktok
    const create_time = Math.floor(app.services.clock.now().getTime() / 1000)
    const figures = { like_count: 0, comment_count: 0, share_count: 0, view_count: 0 }
    state.users[0]!.videos = [{ id: '7300000000000000900', title: 'Tea on TikTok', create_time, ...figures }]
    await after(15)
    expect(await read(id)).toMatchObject({ status: 'published' })
  })
})
