import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { registerUploads } from '../../uploads/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'
import { publishJob } from './runner.ts'

let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let id: number
const clock = () => app.services.clock as FixedClock
const posts = () => meta.state.pages[0]!.posts
const feedCalls = () => meta.callsTo({ method: 'POST', path: '/feed' })
const token = async () => (await signIn(app.services, owner)).token

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, registerUploads, channelsOf(adapters, async () => {})],
    now: '2026-03-10T08:00:00Z',
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  posts().length = 0
  meta.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const after = async (seconds: number) => {
  clock().advance(seconds * 1000)
  await app.services.jobs.runNow(publishJob)
}
const lines = async () =>
  (await app.get('/api/integrations/logs/', await token())).body.results.filter(
    (line: { action: string }) => line.action === 'publish_post',
  )
const publish = async (message: string, more: object = {}) =>
  app.post(`${accountsPath}${id}/publish_post/`, { message, ...more }, await token())
const open = () => app.services.db.query('select id from channel_open_publications')

test('after a lost answer leaves a pending line, which ends when the post is found', async () => {
  meta.fail('lost', { path: '/feed' })
  const answer = await publish('Direct')
  expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
  expect(await lines()).toMatchObject([{ status: 'pending', message: 'unconfirmed' }])
  await after(5)
  expect(await lines()).toMatchObject([{ status: 'success', response_data: { id: posts()[0]!.id } }])
  expect(await open()).toEqual([])
  expect(feedCalls()).toHaveLength(1)
})

test('of what is not there the line says so in the end', async () => {
  meta.fail('reset', { path: '/feed' })
  await publish('Direct')
  for (const seconds of [5, 15, 45, 150, 450, 1350]) await after(seconds)
  const [line] = await lines()
  expect(line).toMatchObject({ status: 'error', message: 'not found on the platform' })
  expect(JSON.parse(line.error_details)).toMatchObject({ code: 'not_found' })
  expect(await open()).toEqual([])
})

test('by a process that died in the middle is looked for as well', async () => {
  const held = meta.hold({ path: '/feed' })
  const answer = publish('Direct')
  await held.arrived(1)
  expect(await open()).toHaveLength(1)
  await after(901)
  expect(await lines()).toMatchObject([{ status: 'pending' }])
  held.release()
  expect((await answer).status).toBe(200)
})

test('leaves nothing open when it went well or was refused', async () => {
  await publish('Direct')
  expect((await publish('Direct')).status).toBe(400)
  expect(await lines()).toMatchObject([{ status: 'error' }, { status: 'success' }])
  expect(await open()).toEqual([])
})

test('a picture that was uploaded here is fetched by platforms without a log-in', async () => {
  const form = new FormData()
  const bytes = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'green' } })
    .jpeg()
    .toBuffer()
  form.append('image', new Blob([new Uint8Array(bytes)]), 'tea.jpg')
  const { url } = (await app.post('/api/upload/image', form, await token())).body
  const answer = await publish('Look', { media: [{ type: 'image', url }] })
  expect(answer.status, answer.text).toBe(200)
  expect(posts()[0]!.media).toEqual([app.url + url])
  const fetched = await fetch(posts()[0]!.media[0]!)
  expect([fetched.status, fetched.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
})
