import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerIdentity } from '../src/features/identity/index.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'
import {
  addAccounts,
  type ChaosStage,
  openStage,
  renewUnderKills,
  rotations,
} from './support/refresh-chaos.ts'

const keys = {
  SECRET_KEY: 'the secret that all processes of the installation know',
  FERNET_KEY: Buffer.alloc(32, 7).toString('base64url'),
  JWT_ACCESS_TOKEN_LIFETIME_MINUTES: '60',
}

let app: TestApp
let owner: SignedInUser
let stage: ChaosStage
let dataDir: string

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity], env: keys })
  owner = await createOwner(app.services)
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-chaos-'))
  const env = {
    ...keys,
    DATABASE_URL: app.services.config.databaseUrl ?? '',
    DATABASE_POOL_SIZE: '5',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  }
  stage = await openStage({ db: app.services.db, keyring: app.services.keyring, env }, { slowness: 40 })
  await addAccounts(stage, owner, 10)
})
afterAll(async () => {
  await app.close()
  await stage.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a server killed while it renews tokens that are good once loses none silently', async () => {
  const figures = await renewUnderKills(stage, {
    token: owner.token,
    rounds: 3,
    kills: 2,
    processes: 1,
    workers: 6,
    patienceMs: 2000,
    // All leases were of the one process that is dead: the clock of the database would end them in 40 s.
    async afterKill() {
      await app.services.db.query(`update channel_accounts set refresh_lease_until = now() - interval '1 s'`)
    },
  })
  expect(figures).toMatchObject({ renewals: 30, kills: 2, lostSilently: 0 })
  // X rotated once for every renewal, also for those whose answer was lost on the way.
  expect(rotations(stage)).toBe(figures.renewals)
  const [{ told } = { told: 0 }] = await app.services.db.query<{ told: number }>(
    `select count(*) as told from channel_logs where action = 'token_invalid'`,
  )
  expect(told).toBe(figures.expiredVisibly)
}, 60_000)
