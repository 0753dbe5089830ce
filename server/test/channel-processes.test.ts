import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerChannels } from '../src/features/channels/index.ts'
import { registerIdentity } from '../src/features/identity/index.ts'
import { type MetaDouble, startMetaDouble } from './doubles/meta.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { accountsPath, connectAccount } from './support/channels.ts'
import { createOwner } from './support/factories.ts'
import { type ServerProcess, startServerProcess } from './support/server-process.ts'

const keys = {
  SECRET_KEY: 'the secret that all processes of the installation know',
  FERNET_KEY: Buffer.alloc(32, 7).toString('base64url'),
}

let meta: MetaDouble
let app: TestApp
let dataDir: string
const servers: ServerProcess[] = []
const urls: string[] = []

beforeAll(async () => {
  meta = await startMetaDouble()
  const env = { ...keys, ...meta.env, FRONTEND_URL: 'https://app.example.com' }
  app = await startTestApp({ features: [registerIdentity, registerChannels], env })
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-channels-'))
  const starting = [1, 2].map(() =>
    startServerProcess({
      ...env,
      DATABASE_URL: app.services.config.databaseUrl ?? '',
      DATABASE_POOL_SIZE: '5',
      DATA_DIR: dataDir,
      WORKER: 'off',
      THROTTLE_ENABLED: 'False',
    }),
  )
  servers.push(...(await Promise.all(starting)))
  urls.push(app.url, ...servers.map(({ url }) => url))
}, 60_000)
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await app?.close()
  await meta?.close()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
}, 60_000)

test('50 calls at once on a token that ends renew it once, also by three server processes', async () => {
  const owner = await createOwner(app.services)
  const id = await connectAccount(app, owner)
  await app.services.db.query(`update channel_accounts set token_expires_at = now() + interval '30 s'`)
  meta.calls.length = 0
  const held = meta.hold({ path: 'oauth/access_token' })
  const calls = Array.from({ length: 50 }, async (_, index) => {
    const response = await fetch(`${urls[index % 3]}${accountsPath}${id}/test-connection/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}` },
    })
    const { valid } = (await response.json()) as { valid?: boolean }
    return [response.status, valid]
  })
  await held.arrived(1)
  held.release()
  expect(await Promise.all(calls)).toEqual(Array(50).fill([200, true]))
  expect(meta.callsTo({ path: 'oauth/access_token' })).toHaveLength(1)
  expect(meta.callsTo({ path: 'debug_token' })).toHaveLength(50)
})
