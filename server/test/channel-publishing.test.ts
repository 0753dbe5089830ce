import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { registerChannels } from '../src/features/channels/index.ts'
import { registerIdentity } from '../src/features/identity/index.ts'
import { type MetaDouble, startMetaDouble } from './doubles/meta.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { accountsPath, connectAccount } from './support/channels.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'
import { type ServerProcess, startServerProcess } from './support/server-process.ts'

const keys = {
  SECRET_KEY: 'the secret that all processes of the installation know',
  FERNET_KEY: Buffer.alloc(32, 7).toString('base64url'),
}
const feed = { method: 'POST', path: '/feed' }

let meta: MetaDouble
let app: TestApp
let owner: SignedInUser
let account: number
let dataDir: string
const servers: ServerProcess[] = []

beforeAll(async () => {
  meta = await startMetaDouble()
  const env = { ...keys, ...meta.env, FRONTEND_URL: 'https://app.example.com' }
  app = await startTestApp({ features: [registerIdentity, registerChannels], env })
  owner = await createOwner(app.services)
  account = await connectAccount(app, owner)
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-publishing-'))
}, 30_000)
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()))
  await app?.close()
  await meta?.close()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
}, 30_000)

/** A server that publishes. */
async function start(): Promise<ServerProcess> {
  const server = await startServerProcess({
    ...keys,
    ...meta.env,
    DATABASE_URL: app.services.config.databaseUrl ?? '',
    DATABASE_POOL_SIZE: '8',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    THROTTLE_ENABLED: 'False',
    PUBLISH_INTERVAL_SECONDS: '1',
  })
  servers.push(server)
  return server
}

const query = <Row>(sql: string) => app.services.db.query<Row>(sql)

async function plan(count: number, what: string): Promise<void> {
  for (let n = 0; n < count; n++) {
    const body = { message: `${what} ${n}`, scheduled_at: null, targets: [{ account }] }
    const answer = await app.post('/api/integrations/planned-posts/', body, owner.token)
    expect(answer.status, answer.text).toBe(201)
  }
}

/** Every target with how often the platform was asked to publish it and the ids under which it stands there. */
async function outcome() {
  const rows = await query<{ message: string; status: string; external_id: string | null }>(
    `select p.message, t.status, t.external_id from channel_planned_targets t
     join channel_planned_posts p on p.id = t.post_id order by p.id`,
  )
  return rows.map(({ message, status, external_id }) => ({
    status,
    external_id,
    calls: meta.callsTo(feed).filter((call) => call.body.message === message).length,
    ids: meta.state.pages[0]!.posts.filter((post) => post.message === message).map(({ id }) => id),
  }))
}

test('a server killed while it publishes, and two at once after it, post nothing twice and lose nothing silently', {
  timeout: 150_000,
}, async () => {
  await plan(24, 'Tea')
  const held = meta.hold(feed)
  const first = await start()
  await held.arrived(8)
  const direct = fetch(`${first.url}${accountsPath}${account}/publish_post/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Direct' }),
  }).catch(() => null)
  await held.arrived(9)
  await first.kill()
  expect(await direct).toBeNull()
  // Two of the calls end before the platform has done anything; it works on the others although their caller is dead.
  meta.fail('reset', { path: '/feed', times: 2 })
  held.release()
  await vi.waitFor(() => expect(meta.state.pages[0]!.posts).toHaveLength(7), { timeout: 10_000 })

  // All claims were of the process that is dead: the clock of the database would end them in 30 s.
  await query(
    `update channel_planned_targets set claimed_until = now() - interval '1 s' where status = 'publishing'`,
  )
  await query(`update channel_open_publications set due_at = now()`)
  await Promise.all([start(), start()])
  await vi.waitFor(
    async () => {
      const states = (await outcome()).map(({ status }) => status)
      expect(states.filter((status) => status === 'published')).toHaveLength(22)
    },
    { timeout: 90_000, interval: 200 },
  )

  const targets = await outcome()
  for (const { status, external_id, calls, ids } of targets) {
    expect(calls).toBe(1)
    expect(ids).toEqual(status === 'published' ? [external_id] : [])
  }
  expect(targets.filter(({ status }) => status === 'unconfirmed')).toHaveLength(2)
  const directPosts = meta.state.pages[0]!.posts.filter(({ message }) => message === 'Direct')
  expect(directPosts).toHaveLength(1)
  await vi.waitFor(
    async () =>
      expect(
        await query(
          `select status, response_data ->> 'id' as id from channel_logs where response_data ->> 'id' = '${directPosts[0]!.id}'`,
        ),
      ).toEqual([{ status: 'success', id: directPosts[0]!.id }]),
    { timeout: 60_000, interval: 200 },
  )
})
