import { isDatabaseAway } from '../../kernel/database/database.ts'
import type { Adapter, PlatformSettings, TokenGrant } from './adapter.ts'
import { endConnection, endUnreadable } from './end-connection.ts'
import { writeLog } from './log.ts'
import { type Channels, openProvider } from './platforms.ts'
import { actionRefusal, ProviderError, usualRateWaitMs } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { type RefreshOccasion, refreshDecision, type TokenFacts } from './refresh-decision.ts'
import { backOff, findAnyAccount, saveRenewal, takeLease } from './token-queries.ts'
import { readIfOpen, readSecrets, renewSecrets, type Secrets, secretTexts } from './vault.ts'

type ConfiguredPlatform = { adapter: Adapter; settings: PlatformSettings }

/** An account with its open secrets, of one version. */
export interface OpenAccount {
  account: AccountRow
  secrets: Secrets
}

const patienceMs = 45_000
const firstBackOffMs = 60_000
const longestBackOffMs = 3_600_000

/** The account as it is now; throws the refusal of an account that cannot be used, also because its secrets do not open. */
export async function openAccount(channels: Channels, accountId: number): Promise<OpenAccount> {
  const { db, keyring } = channels.services
  for (;;) {
    const account = await findAnyAccount(db, accountId)
    if (!account) throw actionRefusal('not_connected')
    demandConnected(account)
    const secrets = await readIfOpen(db, keyring, accountId)
    if (secrets) return { account, secrets }
    // When this does not throw, others were stored meanwhile.
    await endUnreadable(channels, account)
  }
}

/** The checks before every action, in the order of channels contract 1. */
export function demandConnected(account: AccountRow): void {
  if (!account.is_active) throw actionRefusal('inactive')
  if (account.status === 'expired') throw actionRefusal('reconnect_required')
  if (account.status !== 'connected') throw actionRefusal('not_connected')
}

/** Whether the token is to be renewed on this occasion. */
export function decide(
  { services }: Channels,
  adapter: Pick<Adapter, 'renewal' | 'refreshLeadSeconds'>,
  { account, secrets }: OpenAccount,
  occasion: RefreshOccasion,
) {
  const facts: TokenFacts = {
    expiresAt: account.token_expires_at,
    renewal: adapter.renewal,
    hasRefreshToken: secrets.refreshToken !== null,
    refreshExpiresAt: account.refresh_expires_at,
    leadSeconds: adapter.refreshLeadSeconds,
    backOffUntil: account.refresh_after,
  }
  return refreshDecision(facts, services.clock.now(), occasion)
}

/**
 * The account with another token than that of `seen`. One process renews, by a lease on the row; everybody else waits, reads again and
 * takes the result (channels contract 6.3). Throws `reconnect_required` when the grant is dead (the account is `expired` then), and
 * the platform's error when renewing may succeed later.
 */
export async function renewToken(
  channels: Channels,
  platform: ConfiguredPlatform,
  seen: OpenAccount,
): Promise<OpenAccount> {
  const { id, token_version } = seen.account
  for (;;) {
    const running = channels.renewals.get(id) as Promise<OpenAccount> | undefined
    if (!running) break
    const result = await running
    if (result.account.token_version > token_version) return result
  }
  const own = renewOrWait(channels, platform, id, token_version)
  channels.renewals.set(id, own)
  try {
    return await own
  } finally {
    if (channels.renewals.get(id) === own) channels.renewals.delete(id)
  }
}

async function renewOrWait(
  channels: Channels,
  platform: ConfiguredPlatform,
  accountId: number,
  version: number,
): Promise<OpenAccount> {
  const { db, random } = channels.services
  for (let waited = 0; ; ) {
    const lease = random.uuid()
    if (await takeLease(db, accountId, version, lease)) {
      const renewed = await renewUnderLease(channels, platform, accountId, version, lease)
      if (renewed) return renewed
    }
    const current = await openAccount(channels, accountId)
    if (current.account.token_version !== version) return current
    if (waited > patienceMs) throw actionRefusal('provider_timeout')
    const wait = 100 + random.integer(150)
    waited += wait
    await channels.pause(wait)
  }
}

/** Null: the secrets were changed by somebody else meanwhile, and what came of this renewal counts no more. */
async function renewUnderLease(
  channels: Channels,
  platform: ConfiguredPlatform,
  accountId: number,
  version: number,
  lease: string,
): Promise<OpenAccount | null> {
  const { db, clock, random } = channels.services
  const { account, secrets } = await openAccount(channels, accountId)
  if (account.token_version !== version) return null
  const provider = openProvider(channels, platform, { secrets: secretTexts(secrets), once: true })
  let grant: TokenGrant
  try {
    const { accessToken, refreshToken } = secrets
    const isPossible = decide(channels, platform.adapter, { account, secrets }, 'rejected').should
    if (!accessToken || !isPossible || !platform.adapter.refresh)
      return await endConnection(channels, account, null)
    grant = await platform.adapter.refresh(provider, { accessToken, refreshToken })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'auth') return await endConnection(channels, account, error)
    const doubled = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(account.refresh_failures, 10))
    const asked = error.kind === 'rate' ? (error.waitMs ?? usualRateWaitMs) : 0
    const wait = Math.max(asked, doubled / 2 + random.integer(doubled / 2 + 1))
    await backOff(db, accountId, lease, new Date(clock.now().getTime() + wait))
    throw error
  }
  return saveGrant(channels, account, grant)
}

/** The new refresh token may be the only one that works: a database that is away for a moment must not lose it. */
async function saveGrant(
  channels: Channels,
  account: AccountRow,
  grant: TokenGrant,
): Promise<OpenAccount | null> {
  const { db, keyring, clock } = channels.services
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => {
        const now = clock.now()
        const row = await saveRenewal(tx, account.id, account.token_version, { ...expiryOf(grant, now), now })
        if (!row) return null
        await renewSecrets(tx, keyring, account.id, grant)
        const message = 'The access token was renewed'
        await writeLog(tx, { account, action: 'auto_refresh_token', status: 'success', message, now })
        return { account: row, secrets: await readSecrets(tx, keyring, account.id) }
      })
    } catch (error) {
      if (attempt >= 5 || !isDatabaseAway(error)) throw error
      await channels.pause(1000 * attempt)
    }
  }
}

/** Far beyond what any platform gives, and well within what a date can be. */
const longestLifeSeconds = 10 * 365 * 86_400

/**
 * When the tokens of a grant end, counted from now, and what it allows. A time that cannot be one (negative, not a number) counts as
 * not told, an absurdly long one as ten years.
 */
export function expiryOf(grant: TokenGrant, now: Date) {
  const after = (seconds: number | null) =>
    seconds !== null && seconds > 0
      ? new Date(now.getTime() + Math.min(seconds, longestLifeSeconds) * 1000)
      : null
  return {
    expiresAt: after(grant.expiresInSeconds),
    refreshExpiresAt: after(grant.refreshExpiresInSeconds),
    scopes: grant.scopes && [...new Set(grant.scopes)].sort(),
  }
}
