import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Adapter } from '../../src/features/channels/adapter.ts'
import { channelsOf } from '../../src/features/channels/index.ts'
import { createProvider } from '../../src/features/channels/provider-client.ts'
import { readPlatformSettings } from '../../src/features/channels/settings.ts'
import { readSecrets } from '../../src/features/channels/vault.ts'
import { registerIdentity } from '../../src/features/identity/index.ts'
import type { FixedClock } from '../../src/kernel/clock/clock.ts'
import type { PlatformServer } from '../doubles/kit/http.ts'
import { startTestApp, type TestApp } from './app.ts'
import { accountsPath, beginFlow, comeBack, consent, createAccount } from './channels.ts'
import { createOwner, type SignedInUser, signIn } from './factories.ts'

interface Double extends Pick<PlatformServer, 'calls' | 'callsTo' | 'close'> {
  env: Record<string, string>
  secrets(): string[]
}

/**
 * For the tests of a file: the app with one platform, whose double runs by the app's clock, and for each test a new
 * workspace with an account that is not connected yet. No test may leave a secret of the platform in the clear.
 */
export function platformApp<D extends Double>(
  adapter: Adapter,
  startDouble: (options: { now: () => number }) => Promise<D>,
  env: Record<string, string> = {},
) {
  let platform: D
  let app: TestApp
  let owner: SignedInUser
  let id: number

  beforeAll(async () => {
    platform = await startDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
    app = await startTestApp({
      features: [registerIdentity, channelsOf([adapter], async () => {})],
      now: new Date(),
      env: { ...platform.env, FRONTEND_URL: 'https://app.example.com', ...env },
    })
  })
  beforeEach(async () => {
    // Accounts of other tests live on what the same person has allowed.
    await app.services.db.query('delete from channel_accounts')
    await startOver()
  })
  afterEach(async () => {
    expect(await leaks()).toEqual([])
  })
  afterAll(async () => {
    await app.close()
    await platform.close()
  })

  const clock = () => app.services.clock as FixedClock
  const path = (rest: string) => `${accountsPath}${id}/${rest}`
  const read = async () => (await app.get(path(''), owner.token)).body
  const logs = async () =>
    (await app.get(`/api/integrations/logs/?account=${id}`, owner.token)).body.results as {
      action: string
      status: string
      error_details: string | null
    }[]

  /** Goes to the consent page and comes back, with what the browser brings in `landed`. */
  const consentAs = async (visit: Record<string, string> = {}) => {
    const flow = await beginFlow(app, owner, id)
    const back = await comeBack(app, { ...flow, platform: adapter.id }, await consent(flow, visit))
    return { flow, landed: back.query }
  }

  /** A new workspace with an account that is not connected yet. */
  async function startOver() {
    owner = await createOwner(app.services)
    id = await createAccount(app, owner, adapter.id)
    platform.calls.length = 0
  }
  /** Secrets of the platform that stand in the clear in the database, or in what the API tells. */
  async function leaks(...told: string[]) {
    const tables = [
      'channel_accounts',
      'channel_secrets',
      'channel_oauth_states',
      'channel_logs',
      'audit_log',
    ]
    const kept = await Promise.all(
      tables.map((table) => app.services.db.query(`select t::text from ${table} t`)),
    )
    const texts = [(await app.get(path(''), owner.token)).text, JSON.stringify(await logs())]
    const all = JSON.stringify(kept) + texts.join() + told.join()
    return platform.secrets().filter((secret) => all.includes(secret))
  }

  return {
    get app() {
      return app
    },
    get platform() {
      return platform
    },
    get clock() {
      return clock()
    },
    get owner() {
      return owner
    },
    get accountId() {
      return id
    },
    read,
    logs,
    consentAs,
    startOver,
    leaks,
    /** So much later; the owner signs in anew. */
    async later(seconds: number) {
      clock().advance(seconds * 1000)
      owner = await signIn(app.services, owner)
    },
    async connect(visit: Record<string, string> = {}) {
      const { landed } = await consentAs(visit)
      expect(landed).toEqual({ connected: 'true', account_id: String(id) })
      platform.calls.length = 0
    },
    get: (rest: string) => app.get(path(rest), owner.token),
    post: (rest: string, body: unknown = {}) => app.post(path(rest), body, owner.token),
    stored: () => readSecrets(app.services.db, app.services.keyring, id),
    /** The adapter's own view of the account, for what no route reaches by itself. */
    async open() {
      const { services } = app
      const settings = readPlatformSettings(adapter, services.config)!
      const provider = createProvider({
        adapter,
        settings,
        clock: clock(),
        random: services.random,
        pause: async () => {},
        secrets: [],
      })
      const { external_account_id: externalId, metadata } = await read()
      const { accessToken } = await readSecrets(services.db, services.keyring, id)
      return { provider, access: { accessToken: accessToken!, pageToken: null, externalId, metadata } }
    },
  }
}
