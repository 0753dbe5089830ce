import type { FastifyInstance } from 'fastify'
import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import type { UserDeleted } from '../identity/index.ts'
import { markDisconnected } from './end-account.ts'
import { writeLog } from './log.ts'
import type { Channels } from './platforms.ts'
import { cancelUnsent } from './publishing/queries.ts'
import { type AccountRow, lockAccountsOf } from './queries.ts'
import { revokeGrant } from './revoke-grant.ts'
import { eraseSecrets, readIfOpen, type Secrets } from './vault.ts'

/**
 * A workspace that loses its last person loses its connections in the same transaction: nothing is planned, pending or stored any more.
 * The platforms are told right after it, with tokens that are in the memory of this process only, once; a server that stops waits for that.
 */
export function abandonWithOwner(app: FastifyInstance, channels: Channels): void {
  const running = new Set<Promise<unknown>>()
  channels.services.events.within('user.deleted', async (tx, event) => {
    const ended = await abandonAccounts(tx, channels, event)
    tx.afterCommit(() => {
      for (const { account, secrets } of ended) {
        const told = tellPlatform(channels, account, secrets).finally(() => running.delete(told))
        running.add(told)
      }
    })
  })
  app.addHook('onClose', () => Promise.all(running))
}

interface EndedAccount {
  account: AccountRow
  /** Erased already; null: no key opened them. */
  secrets: Secrets | null
}

async function abandonAccounts(
  tx: Transaction,
  channels: Channels,
  { abandonedWorkspaceIds: workspaceIds, at, origin }: UserDeleted,
): Promise<EndedAccount[]> {
  const now = new Date(at)
  const ended: EndedAccount[] = []
  // Posts before accounts: publishing locks its post and then writes to the account's log.
  await cancelUnsent(tx, workspaceIds, now)
  await tx.query('delete from channel_oauth_states where workspace_id = any($1)', [workspaceIds])
  for (const account of await lockAccountsOf(tx, workspaceIds)) {
    ended.push({ account, secrets: await readIfOpen(tx, channels.services.keyring, account.id) })
    await eraseSecrets(tx, account.id)
    if (account.status === 'disconnected') continue
    await markDisconnected(tx, account.id, now)
    const message = 'Disconnected: nobody works in the workspace any more'
    await writeLog(tx, { account, action: 'disconnect', status: 'success', message, now })
    await recordAudit(tx, {
      workspaceId: account.workspace_id,
      ...origin,
      action: 'channel_account.disconnected',
      subject: { type: 'channel_account', id: account.id },
      before: { status: account.status },
      after: { status: 'disconnected' },
    })
  }
  return ended
}

async function tellPlatform(channels: Channels, account: AccountRow, secrets: Secrets | null): Promise<void> {
  const { outcome, details } = await revokeGrant(channels, account, secrets)
  if (outcome === 'unconfirmed')
    channels.services.log.warn(
      { account: account.id, facts: details },
      'the platform did not confirm the end of a connection',
    )
}
