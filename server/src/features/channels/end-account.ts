import { type Act, auditAct } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { writeLog } from './log.ts'
import { type Channels, configured, openProvider } from './platforms.ts'
import { ProviderError } from './provider-error.ts'
import { type AccountRow, deleteAccountRow, findAccount } from './queries.ts'
import { eraseSecrets, readIfOpen, type Secrets, secretTexts } from './vault.ts'

const revokeTimeoutMs = 5000

async function revoke(channels: Channels, account: AccountRow): Promise<string | null> {
  const { db, keyring, log } = channels.services
  const secrets = await readIfOpen(db, keyring, account.id)
  if (secrets) return revokeGrant(channels, account, secrets)
  log.warn({ account: account.id }, 'a channel token that no key opens could not be revoked')
  return 'The stored token could not be used'
}

/** Tells the platform that the grant is over; what it answers changes nothing here. The text of its failure, redacted, or null. */
export async function revokeGrant(
  channels: Channels,
  account: AccountRow,
  secrets: Secrets,
): Promise<string | null> {
  const platform = configured(channels, account.platform)
  if (!platform?.adapter.revoke || !secrets.accessToken) return null
  try {
    const provider = openProvider(channels, platform, {
      secrets: secretTexts(secrets),
      timeoutMs: revokeTimeoutMs,
      once: true,
    })
    const { external_account_id: externalId, metadata } = account
    const { accessToken, refreshToken } = secrets
    const access = { accessToken, refreshToken, pageToken: null, externalId, metadata }
    await platform.adapter.revoke(provider, access)
    return null
  } catch (error) {
    if (error instanceof ProviderError) return JSON.stringify(error.facts)
    channels.services.log.error({ err: error, account: account.id }, 'a channel token could not be revoked')
    return 'The stored token could not be used'
  }
}

/** Ends a connection (channels contract 3.3): the platform is told, then every token goes. A second time changes nothing. */
export async function disconnectAccount(act: Act, channels: Channels, account: AccountRow): Promise<void> {
  const failure = await revoke(channels, account)
  const now = act.services.clock.now()
  await act.db.transaction(async (tx) => {
    const before = await findAccount(tx, account.workspace_id, account.id, 'for update')
    if (!before) throw notFound('Not found.')
    await eraseSecrets(tx, account.id)
    await markDisconnected(tx, account.id, now)
    if (before.status === 'disconnected') return
    await writeLog(tx, {
      account,
      action: 'disconnect',
      status: 'success',
      message: failure ? 'Disconnected here; the platform did not confirm it' : 'Disconnected',
      errorDetails: failure,
      now,
    })
    const change = { before: { status: before.status }, after: { status: 'disconnected' } }
    await auditAct(
      tx,
      act,
      'channel_account.disconnected',
      { type: 'channel_account', id: account.id },
      change,
    )
  })
}

/** The external id stays (channels contract 3.3); whoever renews the tokens meanwhile writes nothing. */
export async function markDisconnected(tx: Transaction, id: number, now: Date): Promise<void> {
  await tx.query(
    `update channel_accounts set status = 'disconnected', error_message = null, token_expires_at = null,
       refresh_expires_at = null, scopes = '{}', metadata = metadata - 'pages' - 'rate_limit',
       token_version = token_version + 1, refresh_lease = null, refresh_lease_until = null, refresh_failures = 0,
       refresh_after = null, unreadable_since = null, updated_at = $2
     where id = $1`,
    [id, now],
  )
}

/** Removes an account with everything of it (channels contract 3, row 5). */
export async function deleteAccount(act: Act, channels: Channels, account: AccountRow): Promise<void> {
  await revoke(channels, account)
  await act.db.transaction(async (tx) => {
    const before = await findAccount(tx, account.workspace_id, account.id, 'for update')
    if (!before) throw notFound('Not found.')
    await deleteAccountRow(tx, account.id)
    const { platform, name, external_account_id, status } = before
    const change = { before: { platform, name, external_account_id, status } }
    await auditAct(tx, act, 'channel_account.deleted', { type: 'channel_account', id: account.id }, change)
  })
}
