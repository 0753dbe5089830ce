import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring } from '../server/src/kernel/crypto/keyring.ts'
import { openDatabase } from '../server/src/kernel/database/database.ts'
import { startEmbedded } from '../server/src/kernel/database/embedded.ts'
import {
  addAccounts,
  type ChaosStage,
  nearItsEnd,
  openStage,
  renewUnderKills,
  rotations,
  testConnection,
} from '../server/test/support/refresh-chaos.ts'
import { startServerProcess } from '../server/test/support/server-process.ts'

/**
 * The figures of token care, against real servers and an X whose refresh tokens are good once: 50 calls at once on a token that ends,
 * by one process and by three; 1,000 renewals by three processes that are killed at random. Fails when a token is lost silently.
 *
 * `--renewals=<n>` 1,000 unless told, `--kills=<n>` 20 unless told.
 */
const option = (name: string, usual: number) =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const accounts = 50
const rounds = Math.max(1, Math.round(option('renewals', 1000) / accounts))
const kills = option('kills', 20)
const key = Buffer.alloc(32, 7).toString('base64url')
const administrator = { ADMIN_EMAIL: 'bench@example.com', ADMIN_PASSWORD: 'a-long-bench-password-7' }

let failures = 0
function report(name: string, figure: string, ok: boolean): void {
  if (!ok) failures++
  console.log(`${name.padEnd(38)} ${figure}  ${ok ? 'ok' : 'FAILED'}`)
}

const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-tokens-'))
const embedded = await startEmbedded({ dataDir: null, ephemeral: true })
const db = openDatabase({ connection: embedded.connection, maxConnections: 8 })
const env = {
  DATABASE_URL: embedded.url,
  DATABASE_POOL_SIZE: '10',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  SECRET_KEY: 'the secret that all processes of the bench know',
  FERNET_KEY: key,
  JWT_ACCESS_TOKEN_LIFETIME_MINUTES: '600',
  ...administrator,
}
const stage = await openStage({ db, keyring: createKeyring(key), env }, { slowness: 60 })
try {
  const token = await signIn(stage)
  const [owner] = await db.query<{ workspaceId: number; userId: number }>(
    `select m.workspace_id as "workspaceId", m.user_id as "userId" from memberships m join users u on u.id = m.user_id
     where u.email = $1`,
    [administrator.ADMIN_EMAIL],
  )
  await addAccounts(stage, owner!, accounts)
  for (const processes of [1, 3]) await measureBurst(stage, token, processes)
  await measureKills(stage, token)
} finally {
  await stage.close()
  await db.close()
  await embedded.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(failures ? 1 : 0)

/** The first server also migrates the database and makes the administrator. */
async function signIn({ env }: ChaosStage): Promise<string> {
  const server = await startServerProcess(env)
  const answer = await fetch(`${server.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: administrator.ADMIN_EMAIL, password: administrator.ADMIN_PASSWORD }),
  })
  const { token } = (await answer.json()) as { token: string }
  await server.stop()
  return token
}

async function measureBurst(stage: ChaosStage, token: string, processes: number): Promise<void> {
  const servers = await Promise.all(Array.from({ length: processes }, () => startServerProcess(stage.env)))
  const { id } = stage.accounts[0]!
  await nearItsEnd(stage, id)
  const before = rotations(stage)
  const begin = performance.now()
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      testConnection(servers[index % processes]!.url, token, id, 60_000),
    ),
  )
  const time = Math.round(performance.now() - begin)
  const good = answers.filter((answer) => answer === true).length
  const renewed = rotations(stage) - before
  await Promise.all(servers.map((server) => server.stop()))
  report(
    `50 calls on a token that ends, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
    `${renewed} renewal, ${good} of 50 calls answered, ${time} ms`,
    renewed === 1 && good === 50,
  )
}

async function measureKills(stage: ChaosStage, token: string): Promise<void> {
  const before = rotations(stage)
  const begin = performance.now()
  const figures = await renewUnderKills(stage, {
    token,
    rounds,
    kills,
    processes: 3,
    workers: 16,
    patienceMs: 3000,
  })
  const seconds = ((performance.now() - begin) / 1000).toFixed(0)
  const { renewals, lostSilently, expiredVisibly } = figures
  report(
    `${renewals} renewals, ${figures.kills} times kill -9`,
    `${rotations(stage) - before} rotations at X, lost silently ${lostSilently}, expired visibly ${expiredVisibly}, ${seconds} s`,
    renewals === rounds * accounts && figures.kills === kills && lostSilently === 0,
  )
}
