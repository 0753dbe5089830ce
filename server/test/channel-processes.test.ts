import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerChannels } from '../src/features/channels/index.ts'
import { registerIdentity } from '../src/features/identity/index.ts'
import { type MetaDouble, startMetaDouble } from './doubles/meta.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { accountsPath, connectAccount } from './support/channels.ts'
import { createOwner } from './support/factories.ts'

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const keys = {
  SECRET_KEY: 'the secret that all processes of the installation know',
  FERNET_KEY: Buffer.alloc(32, 7).toString('base64url'),
}

let meta: MetaDouble
let app: TestApp
let dataDir: string
const children: ChildProcess[] = []
const urls: string[] = []

beforeAll(async () => {
  meta = await startMetaDouble()
  const env = { ...keys, ...meta.env, FRONTEND_URL: 'https://app.example.com' }
  app = await startTestApp({ features: [registerIdentity, registerChannels], env })
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-channels-'))
  const started = [1, 2].map(() =>
    startServer({
      ...env,
      DATABASE_URL: app.services.config.databaseUrl ?? '',
      DATABASE_POOL_SIZE: '5',
      DATA_DIR: dataDir,
      PORT: '0',
      WORKER: 'off',
      THROTTLE_ENABLED: 'False',
    }),
  )
  urls.push(app.url, ...(await Promise.all(started)))
}, 60_000)
afterAll(async () => {
  await Promise.all(children.map(stopServer))
  await app?.close()
  await meta?.close()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
}, 60_000)

function startServer(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const [, address] = /(http:\/\/[\w.]+:\d+)/.exec(text) ?? []
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${text}`)))
  })
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

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
