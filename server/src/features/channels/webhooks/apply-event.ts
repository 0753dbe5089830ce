import type { Executor } from '../../../kernel/database/database.ts'
import { noteEnd } from '../end-connection.ts'
import { writeLog } from '../log.ts'
import { storeInbound, storeStatus } from '../messages/inbox.ts'
import type { Channels } from '../platforms.ts'
import { storedErrors } from '../stored-errors.ts'
import { findAnyAccount } from '../token-queries.ts'
import { eraseSecrets } from '../vault.ts'
import type { WebhookEvent } from './model.ts'

/** So long a platform tries to deliver an event: of an older one the time cannot be right. */
const longestDeliveryMs = 7 * 86_400_000

interface ConcernedAccount {
  id: number
  workspace_id: number
}

/** Finds whom an event concerns, each account or page once. */
export type AccountFinder = (event: WebhookEvent & { platform: string }) => Promise<ConcernedAccount[]>

/**
 * Makes what a platform told true here, for each account of any workspace that it concerns (channels contract 5.6); false when there
 * is none. The same event a second time changes nothing.
 */
export async function applyEvent(
  tx: Executor,
  channels: Channels,
  find: AccountFinder,
  event: WebhookEvent & { platform: string },
): Promise<boolean> {
  const now = channels.services.clock.now()
  const accounts = await find(event)
  for (const account of accounts) {
    if (event.kind === 'message') await storeInbound(tx, account, event, now)
    else if (event.kind === 'status') await storeStatus(tx, account, event.status, now)
    else if (event.kind === 'removed') await endGrant(tx, channels, account, event)
    else await noteReceived(tx, account, event.facts, now)
  }
  return accounts.length > 0
}

/** Whoever has ended the connection hears no more of it. */
const isListening = `status in ('connected', 'expired')`

export function accountFinder(tx: Executor): AccountFinder {
  const known = new Map<string, Promise<ConcernedAccount[]>>()
  return (event) => {
    const isPage = event.kind === 'page'
    const externalId = isPage ? event.pageId : 'numberId' in event ? event.numberId : event.externalId
    const key = `${event.platform} ${event.kind} ${externalId}`
    const found =
      known.get(key) ??
      (isPage ? accountsOfPage(tx, event.platform, externalId) : accountsOf(tx, event.platform, externalId))
    known.set(key, found)
    return found
  }
}

function accountsOf(tx: Executor, platform: string, externalId: string): Promise<ConcernedAccount[]> {
  return tx.query(
    `select id, workspace_id from channel_accounts
     where platform = $1 and external_account_id = $2 and ${isListening} order by id`,
    [platform, externalId],
  )
}

function accountsOfPage(tx: Executor, platform: string, pageId: string): Promise<ConcernedAccount[]> {
  return tx.query(
    `select id, workspace_id from channel_accounts
     where platform = $1 and (external_account_id = $2 or metadata -> 'pages' @> $3::jsonb) and ${isListening}
     order by (external_account_id = $2) desc, id`,
    [platform, pageId, JSON.stringify([{ id: pageId }])],
  )
}

async function noteReceived(
  tx: Executor,
  account: ConcernedAccount,
  facts: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const what = ['field', 'item', 'event'].flatMap((name) => (facts[name] ? [String(facts[name])] : []))
  await writeLog(tx, {
    account,
    action: 'webhook_received',
    status: 'success',
    message: `The platform told of ${what.join(', ')}`,
    responseData: facts,
    now,
  })
}

/** The tokens go and the account is `expired`; a removal of before the last consent is over. */
async function endGrant(
  tx: Executor,
  channels: Channels,
  { id }: ConcernedAccount,
  { at, facts }: Extract<WebhookEvent, { kind: 'removed' }>,
): Promise<void> {
  const now = channels.services.clock.now()
  const [locked] = await tx.query<{ connected_at: string | null; status: string }>(
    'select connected_at, status from channel_accounts where id = $1 for update',
    [id],
  )
  const account = await findAnyAccount(tx, id)
  if (!locked || !account) return
  if (isBefore(at, locked.connected_at)) return
  await noteReceived(tx, account, facts, now)
  await eraseSecrets(tx, id)
  if (locked.status !== 'connected') return
  await tx.query(
    `update channel_accounts set status = 'expired', error_message = $2, token_expires_at = null, refresh_expires_at = null,
       token_version = token_version + 1, refresh_lease = null, refresh_lease_until = null, updated_at = $3
     where id = $1`,
    [id, storedErrors.app_removed, now],
  )
  const details = JSON.stringify(facts)
  await noteEnd(tx, channels, account, { message: storedErrors.app_removed, details, now })
}

/** Platforms tell whole seconds. */
function isBefore(at: Date | null, connectedAt: string | null): boolean {
  if (!at || !connectedAt) return false
  const earlier = Date.parse(connectedAt) - at.getTime()
  return earlier >= 1000 && earlier <= longestDeliveryMs
}
