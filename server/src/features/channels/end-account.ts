import { type Act, auditAct } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { writeLog } from './log.ts'
import type { Channels } from './platforms.ts'
import { type AccountRow, deleteAccountRow, findAccount } from './queries.ts'
import { type Revocation, revokeGrant } from './revoke-grant.ts'
import { eraseSecrets, readIfOpen } from './vault.ts'

const endings: Record<Revocation['outcome'], string> = {
  ended: 'Disconnected',
  kept: 'Disconnected here; the app keeps its permission at the platform, since another account lives on it',
  unconfirmed: 'Disconnected here; the platform did not confirm it',
}

/** Ends a connection (channels contract 3.3): every token goes, then the platform is told. A second time changes nothing. */
export async function disconnectAccount(act: Act, channels: Channels, account: AccountRow): Promise<void> {
  const { clock, keyring, db } = act.services
  const now = clock.now()
  const { before, secrets } = await act.db.transaction(async (tx) => {
    const row = await findAccount(tx, account.workspace_id, account.id, 'for update')
    if (!row) throw notFound('Not found.')
    const stored = await readIfOpen(tx, keyring, row.id)
    await eraseSecrets(tx, row.id)
    await markDisconnected(tx, row.id, now)
    if (row.status !== 'disconnected') {
      const change = { before: { status: row.status }, after: { status: 'disconnected' } }
      const subject = { type: 'channel_account', id: row.id }
      await auditAct(tx, act, 'channel_account.disconnected', subject, change)
    }
    return { before: row, secrets: stored }
  })
  const { outcome, details } = await revokeGrant(channels, before, secrets)
  if (before.status === 'disconnected') return
  const entry = { account: before, action: 'disconnect', status: 'success', now } as const
  await writeLog(db, { ...entry, message: endings[outcome], errorDetails: details })
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
  const { before, secrets } = await act.db.transaction(async (tx) => {
    const row = await findAccount(tx, account.workspace_id, account.id, 'for update')
    if (!row) throw notFound('Not found.')
    const stored = await readIfOpen(tx, act.services.keyring, row.id)
    await deleteAccountRow(tx, row.id)
    const { platform, name, external_account_id, status } = row
    const change = { before: { platform, name, external_account_id, status } }
    await auditAct(tx, act, 'channel_account.deleted', { type: 'channel_account', id: row.id }, change)
    return { before: row, secrets: stored }
  })
  await revokeGrant(channels, before, secrets)
}
