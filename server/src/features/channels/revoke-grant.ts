import { type Channels, configured, openProvider } from './platforms.ts'
import { ProviderError } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { type Secrets, secretTexts } from './vault.ts'

const revokeTimeoutMs = 5000
const unusable = 'The stored token could not be used'

/**
 * `ended`: the platform knows, or there was nothing to tell. `kept`: another account lives on what the person has allowed.
 * `unconfirmed`: it was not told, or did not take it; `details` is why, redacted.
 */
export interface Revocation {
  outcome: 'ended' | 'kept' | 'unconfirmed'
  details: string | null
}

/**
 * Tells the platform that the grant of an account is over; what it answers changes nothing here. `secrets`: as they were; null: no key
 * opened them. Call it when the account has ended for everybody to see: of several that end at once on one grant the last revokes it.
 */
export async function revokeGrant(
  channels: Channels,
  account: AccountRow,
  secrets: Secrets | null,
): Promise<Revocation> {
  const { log } = channels.services
  const platform = configured(channels, account.platform)
  const { revoke, revokesOwnTokensOnly } = platform?.adapter ?? {}
  if (!platform || !revoke) return { outcome: 'ended', details: null }
  if (!secrets) {
    log.warn({ account: account.id }, 'a channel token that no key opens could not be revoked')
    return { outcome: 'unconfirmed', details: unusable }
  }
  const { accessToken, refreshToken } = secrets
  if (!accessToken) return { outcome: 'ended', details: null }
  try {
    if (!revokesOwnTokensOnly && (await isGrantShared(channels, account)))
      return { outcome: 'kept', details: null }
    const provider = openProvider(channels, platform, {
      secrets: secretTexts(secrets),
      timeoutMs: revokeTimeoutMs,
      once: true,
    })
    const { external_account_id: externalId, metadata } = account
    await revoke(provider, { accessToken, refreshToken, pageToken: null, externalId, metadata })
    return { outcome: 'ended', details: null }
  } catch (error) {
    if (error instanceof ProviderError)
      return { outcome: 'unconfirmed', details: JSON.stringify(error.facts) }
    log.error({ err: error, account: account.id }, 'a channel token could not be revoked')
    return { outcome: 'unconfirmed', details: unusable }
  }
}

/**
 * Whether another account of the workspace that works lives on what the person of this one has allowed the app. What other workspaces
 * have connected is neither theirs to know nor a reason to keep a permission that was taken back.
 */
async function isGrantShared(
  channels: Channels,
  { id, workspace_id, platform, metadata }: AccountRow,
): Promise<boolean> {
  const { id: person } = (metadata.user_info ?? {}) as { id?: unknown }
  if (typeof person !== 'string') return false
  const [row] = await channels.services.db.query<{ shared: boolean }>(
    `select exists (
       select from channel_accounts
       where workspace_id = $4 and id <> $1 and platform = any($2) and metadata -> 'user_info' ->> 'id' = $3
         and (status = 'connected' or unreadable_since is not null)
     ) as shared`,
    [id, platformsOfSameApp(channels, platform), person, workspace_id],
  )
  return row!.shared
}

/** One app may serve several platforms: WhatsApp usually lives on that of Meta. */
function platformsOfSameApp(channels: Channels, id: string): string[] {
  const own = configured(channels, id)?.settings
  return [...channels.platforms].flatMap(([other, { settings }]) =>
    settings && settings.clientId === own?.clientId && settings.apiUrl === own.apiUrl ? [other] : [],
  )
}
