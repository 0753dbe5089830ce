import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type PlatformServer, startPlatform } from './kit/http.ts'
import { startControl } from './sandbox/control.ts'
import { type Happenings, happeningsOf } from './sandbox/happenings.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

let sandbox: Sandbox
let server: PlatformServer
let happenings: Happenings

beforeAll(async () => {
  sandbox = await startSandbox({ meta: 0, tiktok: 0, linkedin: 0, x: 0, pinterest: 0 })
  server = await startPlatform(() => ({ status: 200, body: { status: 'ok' } }))
  happenings = happeningsOf(sandbox, server.url)
})
beforeEach(() => {
  server.calls.length = 0
})
afterAll(async () => {
  await server.close()
  await sandbox.close()
})

const run = (name: string) => happenings.all.find((one) => one.name === name)!.run()
const graph = async (path: string, init: RequestInit = {}) =>
  (await fetch(`${sandbox.env.META_GRAPH_URL}${path}`, init)).status

test('nobody comments or writes before there is somebody who would hear of it', async () => {
  expect(await happenings.next()).toBeNull()
  expect(await run('comment')).toContain('Connect a page')
  expect(await run('write')).toContain('Connect a number')
  expect(server.calls).toEqual([])
})

test('a customer who writes or comments is told to the server, signed', async () => {
  const { meta } = sandbox.platforms
  meta.account.subscribed.add(meta.state.apps[0]!.id)
  meta.state.pages[0]!.subscriptions.set(meta.state.apps[0]!.id, ['feed'])
  expect(await run('write')).toContain('The server was told.')
  const before = meta.state.pages[0]!.posts.at(-1)!.comments.length
  expect(await run('comment')).toContain('The server was told.')
  expect(meta.state.pages[0]!.posts.at(-1)!.comments).toHaveLength(before + 1)
  expect(server.calls.map(({ path }) => path)).toEqual([
    '/api/integrations/webhooks/whatsapp/',
    '/api/integrations/webhooks/meta/',
  ])
  for (const { raw, headers } of server.calls) {
    const proof = createHmac('sha256', sandbox.env.META_CLIENT_SECRET!).update(raw).digest('hex')
    expect(headers['x-hub-signature-256']).toBe(`sha256=${proof}`)
  }
  expect(await happenings.next()).toContain('The server was told.')
})

test('a message that was sent gets its ticks one after the other, each once', async () => {
  sandbox.platforms.meta.state.messages.push({ id: 'wamid.1', phoneNumberId: '1', to: '9647', sent: {} })
  for (const status of ['sent', 'delivered', 'read'])
    expect((await happenings.proceed())[0]).toContain(`The message to +9647 is ${status}.`)
  expect(await happenings.proceed()).toEqual([])
  const told = server.calls.map(({ body }) => body.entry[0].changes[0].value.statuses[0].status)
  expect(told).toEqual(['sent', 'delivered', 'read'])
})

test('what is being posted to TikTok is published and seen, once', async () => {
  const { tiktok } = sandbox.platforms
  const [user] = tiktok.state.users
  const sent = { post_info: { title: 'New tea', privacy_level: 'PUBLIC_TO_EVERYONE' } }
  const publish = { user: user!.open_id, status: 'PROCESSING_DOWNLOAD', failReason: null, postIds: [], sent }
  tiktok.state.publishes.set('p1', publish as never)
  expect(await happenings.proceed()).toEqual([expect.stringContaining('TikTok has published “New tea”')])
  expect(user!.videos[0]).toMatchObject({ title: 'New tea' })
  expect(await happenings.proceed()).toEqual([])
})

test('tokens end, apps are removed, and a platform that is down is back after its time', async () => {
  const { x, meta, linkedin } = sandbox.platforms
  const lives = { user: 'u', scopes: [], accessEnd: Date.now() + 1e6, refreshEnd: Date.now() + 1e6 }
  const { access, refresh } = x.state.tokens.issue({ ...lives, user: x.state.users[0]!.id })
  await run('x-expire')
  expect(x.state.tokens.access.get(access)!.expiresAt).toBeLessThan(Date.now())
  expect(x.state.tokens.refresh.get(refresh!)).toMatchObject({ state: 'good' })
  await run('x-remove')
  expect(x.state.tokens.refresh.get(refresh!)).toMatchObject({ state: 'revoked' })
  expect(linkedin.state.tokens.access.size).toBe(0)
  await run('meta-down')
  expect(await graph('/me')).toBe(503)
  meta.outage(0)
  expect(await graph('/me')).not.toBe(503)
})

test('the control page says that it is a sandbox, and its buttons make things happen', async () => {
  const control = await startControl(happenings, 0)
  try {
    const page = await (await fetch(control.url)).text()
    expect(page).toContain('SANDBOX')
    for (const { name } of happenings.all) expect(page).toContain(`value="${name}"`)
    const press = (name: string) =>
      fetch(control.url, { method: 'POST', body: new URLSearchParams({ do: name }), redirect: 'manual' })
    expect((await press('x-reply')).status).toBe(303)
    await expect.poll(async () => (await fetch(`${control.url}/log`)).text()).toContain('on X')
    await press('nothing of the kind')
    expect(await (await fetch(control.url)).text()).toContain('Stop that')
    await press('lively')
    expect(await (await fetch(control.url)).text()).toContain('Start that again')
  } finally {
    await control.close()
  }
})

test('a server that does not answer is told of, and nothing breaks', async () => {
  const lonely = happeningsOf(sandbox, 'http://127.0.0.1:9')
  expect(await lonely.all.find(({ name }) => name === 'write')!.run()).toContain('No server answers')
})
