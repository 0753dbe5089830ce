import type { AccountAccess, Provider, RateFacts } from './adapter.ts'
import { endConnection } from './end-connection.ts'
import { type Channels, configured, openProvider } from './platforms.ts'
import { actionRefusal, ProviderError, rateLimited, refusalOf, usualRateWaitMs } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { decide, demandConnected, type OpenAccount, openAccount, renewToken } from './renew-token.ts'
import { saveRateLimit } from './token-queries.ts'
import { secretTexts } from './vault.ts'

type Work<T> = (provider: Provider, access: AccountAccess) => Promise<T>

/**
 * Runs calls in the name of an account (channels contract 6.3 to 6.5): with a token that lives, renewed before if it ends within a
 * minute, renewed once and tried once more if the platform refuses it. Keeps what the platform tells of its limits, and stays away
 * while it wants to be left alone. Throws refusals of channels contract 1.
 */
export async function withAccess<T>(channels: Channels, asked: AccountRow, work: Work<T>): Promise<T> {
  demandConnected(asked)
  const platform = configured(channels, asked.platform)
  if (!platform) throw actionRefusal('platform_not_configured')
  demandNoPause(channels, asked)

  const attempt = (open: OpenAccount) => {
    const { account, secrets } = open
    let rate: RateFacts | null = null
    const provider = openProvider(channels, platform, {
      secrets: secretTexts(secrets),
      onRate: (facts) => {
        rate = facts
      },
    })
    const { external_account_id: externalId, metadata } = account
    const pageToken = (externalId && secrets.pageTokens[externalId]) || null
    const access = { accessToken: secrets.accessToken as string, pageToken, externalId, metadata }
    return work(provider, access).then(
      async (result) => {
        await rememberRate(channels, account.id, rate, null)
        return result
      },
      async (error) => {
        await rememberRate(channels, account.id, rate, error)
        throw error
      },
    )
  }

  try {
    const open = await currentToken(channels, platform, asked.id)
    try {
      return await attempt(open)
    } catch (error) {
      if (!isAuth(error)) throw error
      const renewed = await afterRejection(channels, platform, open, error)
      try {
        return await attempt(renewed)
      } catch (again) {
        if (isAuth(again)) await endConnection(channels, renewed.account, again)
        throw again
      }
    }
  } catch (error) {
    throw error instanceof ProviderError ? refusalOf(error) : error
  }
}

const isAuth = (error: unknown): error is ProviderError =>
  error instanceof ProviderError && error.kind === 'auth'

async function currentToken(
  channels: Channels,
  platform: NonNullable<ReturnType<typeof configured>>,
  accountId: number,
): Promise<OpenAccount> {
  for (;;) {
    const open = await openAccount(channels, accountId)
    const decision = decide(channels, platform.adapter, open, 'request')
    if (decision.should) return renewToken(channels, platform, open)
    if (open.secrets.accessToken && decision.reason !== 'dead') return open
    await endConnection(channels, open.account, null)
  }
}

async function afterRejection(
  channels: Channels,
  platform: NonNullable<ReturnType<typeof configured>>,
  open: OpenAccount,
  cause: ProviderError,
): Promise<OpenAccount> {
  if (decide(channels, platform.adapter, open, 'rejected').should) return renewToken(channels, platform, open)
  const now = await openAccount(channels, open.account.id)
  if (now.account.token_version === open.account.token_version)
    await endConnection(channels, open.account, cause)
  return openAccount(channels, open.account.id)
}

function demandNoPause({ services }: Channels, { metadata }: AccountRow): void {
  const { retry_at } = (metadata.rate_limit ?? {}) as { retry_at?: string | null }
  const wait = retry_at ? Date.parse(retry_at) - services.clock.now().getTime() : 0
  if (wait > 0) throw rateLimited(wait)
}

async function rememberRate(
  { services }: Channels,
  accountId: number,
  facts: RateFacts | null,
  error: unknown,
): Promise<void> {
  const isLimit = error instanceof ProviderError && error.kind === 'rate'
  if (!facts && !isLimit) return
  const now = services.clock.now()
  const wait = isLimit ? (error.waitMs ?? usualRateWaitMs) : null
  await saveRateLimit(services.db, accountId, {
    updated_at: now.toISOString(),
    limit: null,
    remaining: null,
    reset_at: null,
    usage: null,
    ...facts,
    retry_at: wait === null ? null : new Date(now.getTime() + wait).toISOString(),
  })
}
