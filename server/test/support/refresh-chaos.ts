import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { readSecrets, replaceSecrets } from '../../src/features/channels/vault.ts'
import type { Keyring } from '../../src/kernel/crypto/keyring.ts'
import type { Executor } from '../../src/kernel/database/database.ts'
import { startXDouble, type XDouble } from '../doubles/x.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** Accounts of X, whose refresh tokens are good once, and servers that renew them. */
export interface ChaosStage {
  db: Executor
  keyring: Keyring
  /** What every server of it finds in its environment. */
  env: Record<string, string>
  x: XDouble
  accounts: { id: number; user: string }[]
  close(): Promise<void>
}

export interface Owner {
  workspaceId: number
  userId: number
}

const scopes = ['tweet.read', 'users.read', 'offline.access']

/**
 * `slowness`: at most so many milliseconds lie between a server and the token endpoint, each way, so that kills fall
 * before, into and behind a rotation.
 */
export async function openStage(
  base: Pick<ChaosStage, 'db' | 'keyring' | 'env'>,
  { slowness }: { slowness: number },
): Promise<ChaosStage> {
  const x = await startXDouble()
  x.state.limit = Number.POSITIVE_INFINITY
  const road = await startSlowRoad(x.url, '/2/oauth2/token', slowness)
  const env = { ...base.env, ...x.env, TWITTER_API_URL: road.url, THROTTLE_ENABLED: 'False', WORKER: 'off' }
  return {
    ...base,
    env,
    x,
    accounts: [],
    async close() {
      await road.close()
      await x.close()
    },
  }
}

/** Connects accounts of X, each of another person there, without the way over a browser. */
export async function addAccounts(stage: ChaosStage, owner: Owner, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const user = String(5_000_000 + stage.accounts.length)
    stage.x.state.users.push({
      id: user,
      name: `Person ${user}`,
      username: `p${user}`,
      followers: 0,
      following: 0,
    })
    const [row] = await stage.db.query<{ id: number }>(
      `insert into channel_accounts (workspace_id, platform, name, external_account_id, status, created_by, created_at, updated_at)
       values ($1, 'twitter', $2, $2, 'connected', $3, now(), now()) returning id`,
      [owner.workspaceId, user, owner.userId],
    )
    stage.accounts.push({ id: row!.id, user })
    await grant(stage, { id: row!.id, user })
  }
}

/** As after a consent: new tokens, a new version of the secrets. */
async function grant(
  { db, keyring, x }: ChaosStage,
  { id, user }: ChaosStage['accounts'][number],
): Promise<void> {
  const ends = Date.now() + 7_200_000
  const { access, refresh } = x.state.tokens.issue({ user, scopes, accessEnd: ends, refreshEnd: ends * 2 })
  await replaceSecrets(db, keyring, id, { accessToken: access, refreshToken: refresh, pageTokens: {} })
  await db.query(
    `update channel_accounts set status = 'connected', token_version = token_version + 1, refresh_lease = null,
       refresh_lease_until = null, token_expires_at = now() + interval '2 h' where id = $1`,
    [id],
  )
}

/** The next call in the name of the account has to renew its token before. */
export async function nearItsEnd({ db }: Pick<ChaosStage, 'db'>, accountId: number): Promise<void> {
  await db.query(`update channel_accounts set token_expires_at = now() + interval '30 s' where id = $1`, [
    accountId,
  ])
}

/** How often X gave out new tokens for old ones. */
export const rotations = ({ x }: Pick<ChaosStage, 'x'>): number =>
  x.callsTo({ path: '/2/oauth2/token' }).filter(({ status }) => status === 200).length

/** Asks a server whether the connection works: true, false (it has ended), or null when no answer came, or a passing failure. */
export async function testConnection(
  url: string,
  token: string,
  accountId: number,
  patienceMs: number,
): Promise<boolean | null> {
  try {
    const answer = await fetch(`${url}/api/integrations/accounts/${accountId}/test-connection/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    })
    const { valid } = (await answer.json()) as { valid?: boolean }
    return answer.status === 200 ? (valid ?? null) : null
  } catch {
    return null
  }
}

export interface ChaosFigures {
  renewals: number
  kills: number
  /** Accounts that ended although their token lived, or live on with a dead one: of which nobody would know. */
  lostSilently: number
  /** Accounts that were shown as expired, since the answer to a rotation had died with its process. */
  expiredVisibly: number
}

/**
 * Renews each account `rounds` times through the servers, which are killed and replaced meanwhile. Two calls for each renewal, at any two
 * servers. An account that expires is judged at once and connected again, as its owner would.
 */
export async function renewUnderKills(
  stage: ChaosStage,
  asked: {
    token: string
    rounds: number
    kills: number
    processes: number
    workers: number
    patienceMs: number
    afterKill?(): Promise<void>
    tell?(done: number): void
  },
): Promise<ChaosFigures> {
  const servers = await Promise.all(
    Array.from({ length: asked.processes }, () => startServerProcess(stage.env)),
  )
  const figures: ChaosFigures = { renewals: 0, kills: 0, lostSilently: 0, expiredVisibly: 0 }
  const queue = stage.accounts.flatMap((account) => [{ account, left: asked.rounds, isBegun: false }])
  const total = queue.length * asked.rounds
  const killAt = Array.from(
    { length: asked.kills },
    (_, index) => ((index + Math.random()) * total) / asked.kills,
  )
  let restarting: Promise<void> = Promise.resolve()

  const killOne = async () => {
    figures.kills++
    const index = Math.floor(Math.random() * servers.length)
    await servers[index]!.kill()
    await asked.afterKill?.()
    servers[index] = await startServerProcess(stage.env)
  }
  const anyServer = () => servers[Math.floor(Math.random() * servers.length)] as ServerProcess
  const worker = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      const { account } = task
      if (!task.isBegun) await nearItsEnd(stage, account.id)
      task.isBegun = true
      const answers = await Promise.all(
        [anyServer(), anyServer()].map(({ url }) =>
          testConnection(url, asked.token, account.id, asked.patienceMs),
        ),
      )
      if (answers.includes(null)) {
        queue.push(task)
        await Promise.race([restarting, pause(100)])
        continue
      }
      await judge(stage, account, figures)
      figures.renewals++
      asked.tell?.(figures.renewals)
      if (killAt[0] !== undefined && figures.renewals >= killAt[0]) {
        killAt.shift()
        restarting = restarting.then(killOne)
      }
      if (task.left > 1) queue.push({ account, left: task.left - 1, isBegun: false })
    }
  }
  try {
    await Promise.all(Array.from({ length: asked.workers }, worker))
    await restarting
    for (const account of stage.accounts) await judge(stage, account, figures)
    return figures
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** Compares what the account says with what X knows of the refresh token that is stored. */
async function judge(
  stage: ChaosStage,
  account: ChaosStage['accounts'][number],
  figures: ChaosFigures,
): Promise<void> {
  const [row] = await stage.db.query<{ status: string }>(
    'select status from channel_accounts where id = $1',
    [account.id],
  )
  const { refreshToken } = await readSecrets(stage.db, stage.keyring, account.id)
  const isAlive = stage.x.state.tokens.refresh.get(refreshToken ?? '')?.state === 'good'
  if (row!.status === 'connected' && isAlive) return
  if (row!.status === 'expired' && !isAlive) figures.expiredVisibly++
  else figures.lostSilently++
  await grant(stage, account)
}

/** Passes everything on; calls whose address has `slow` in it linger on the way there and back, up to `slowness` milliseconds. */
export async function startSlowRoad(target: string, slow: string, slowness: number) {
  const linger = (path: string) => (path.includes(slow) ? pause(Math.random() * slowness) : Promise.resolve())
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    await linger(path)
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await fetch(target + path, {
      method: request.method ?? 'GET',
      headers: { authorization, ...(type ? { 'content-type': type } : {}) },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    })
    const body = await answer.text()
    await linger(path)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body)
  }
  const server = createServer((request, response) => {
    // The caller may have been killed: what X did for it stays done.
    pass(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
