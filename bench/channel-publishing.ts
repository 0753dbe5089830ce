import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../server/src/kernel/database/database.ts'
import { startEmbedded } from '../server/src/kernel/database/embedded.ts'
import { startMetaDouble } from '../server/test/doubles/meta.ts'
import { startSlowRoad } from '../server/test/support/refresh-chaos.ts'
import { startServerProcess } from '../server/test/support/server-process.ts'

/**
 * The figures of publishing, against real servers and a page: planned posts that come due at once are published by two processes, one
 * of which is killed and replaced again and again. Fails when a post stands twice, was sent twice, or is told to be what it is not.
 *
 * `--posts=<n>` 300 unless told, `--kills=<n>` 12 unless told.
 */
const option = (name: string, usual: number) =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const posts = option('posts', 300)
const kills = option('kills', 12)
const limitMs = 600_000
const administrator = { ADMIN_EMAIL: 'bench@example.com', ADMIN_PASSWORD: 'a-long-bench-password-7' }

const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-publishing-'))
const embedded = await startEmbedded({ dataDir: null, ephemeral: true })
const db = openDatabase({ connection: embedded.connection, maxConnections: 8 })
const meta = await startMetaDouble()
const road = await startSlowRoad(meta.url, '/feed', 400)
const env = {
  ...meta.env,
  META_GRAPH_URL: `${road.url}/v25.0`,
  DATABASE_URL: embedded.url,
  DATABASE_POOL_SIZE: '10',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  SECRET_KEY: 'the secret that all processes of the bench know',
  FERNET_KEY: Buffer.alloc(32, 7).toString('base64url'),
  JWT_ACCESS_TOKEN_LIFETIME_MINUTES: '600',
  THROTTLE_ENABLED: 'False',
  PUBLISH_INTERVAL_SECONDS: '1',
  ...administrator,
}
let isGood = false
try {
  await planAll()
  isGood = await measure()
} finally {
  await road.close()
  await meta.close()
  await db.close()
  await embedded.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(isGood ? 0 : 1)

/** By a server that does not publish: signs in, connects a page, plans the posts for now. */
async function planAll(): Promise<void> {
  const server = await startServerProcess({ ...env, PUBLISH_INTERVAL_SECONDS: '0' })
  let token = ''
  const call = async (path: string, body: object) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    })
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    return { cookie, body: (await response.json()) as Record<string, string> }
  }
  const login = { username: administrator.ADMIN_EMAIL, password: administrator.ADMIN_PASSWORD }
  token = (await call('/api/auth/login', login)).body.token as string
  const accounts = '/api/integrations/accounts/'
  const { id } = (await call(accounts, { platform: 'meta', name: 'Page' })).body
  const flow = await call(`${accounts}${id}/connect/`, {})
  const page = await fetch(flow.body.authorization_url as string, { redirect: 'manual' })
  const { search } = new URL(page.headers.get('location') as string)
  const back = { headers: { cookie: flow.cookie }, redirect: 'manual' } as const
  await fetch(`${server.url}${accounts}oauth/callback/meta/${search}`, back)
  for (let n = 0; n < posts; n++)
    await call('/api/integrations/planned-posts/', { message: `Post ${n}`, targets: [{ account: id }] })
  await server.stop()
}

async function measure(): Promise<boolean> {
  const begin = performance.now()
  const servers = await Promise.all([startServerProcess(env), startServerProcess(env)])
  for (let kill = 0; kill < kills; kill++) {
    await pause(500 + Math.random() * 2000)
    await servers[kill % 2]!.kill()
    servers[kill % 2] = await startServerProcess(env)
  }
  while ((await open()) > 0 && performance.now() - begin < limitMs) await pause(500)
  await Promise.all(servers.map((server) => server.stop()))
  const seconds = Math.round((performance.now() - begin) / 1000)

  const targets = await db.query<{ message: string; status: string; external_id: string | null }>(
    `select p.message, t.status, t.external_id from channel_planned_targets t
     join channel_planned_posts p on p.id = t.post_id`,
  )
  const figures = { published: 0, unconfirmed: 0, others: 0, twice: 0, sentTwice: 0, untrue: 0 }
  for (const { message, status, external_id } of targets) {
    const ids = meta.state.pages[0]!.posts.filter((post) => post.message === message).map(({ id }) => id)
    const sent = meta
      .callsTo({ method: 'POST', path: '/feed' })
      .filter((call) => call.body.message === message)
    if (status === 'published') figures.published++
    else if (status === 'unconfirmed') figures.unconfirmed++
    else figures.others++
    if (ids.length > 1) figures.twice++
    if (sent.length > 1) figures.sentTwice++
    if (status === 'published' ? ids[0] !== external_id : ids.length > 0) figures.untrue++
  }
  const { published, unconfirmed, others, twice, sentTwice, untrue } = figures
  const ok = targets.length === posts && published + unconfirmed === posts && twice + sentTwice + untrue === 0
  console.log(
    `${posts} posts by two servers, ${kills} times kill -9: ${published} published, ${unconfirmed} never arrived and say so, ` +
      `${others} in between; ${twice} stand twice, ${sentTwice} sent twice, ${untrue} told wrongly; ${seconds} s  ${ok ? 'ok' : 'FAILED'}`,
  )
  return ok
}

/** Targets that are under way, or whose first looks are still to come. */
async function open(): Promise<number> {
  const [row] = await db.query<{ open: number }>(
    `select count(*) as open from channel_planned_targets
     where status in ('scheduled', 'publishing', 'processing') or (status = 'unconfirmed' and looks < 2)`,
  )
  return row!.open
}
