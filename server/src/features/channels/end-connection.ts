import type { Executor } from '../../kernel/database/database.ts'
import { writeLog } from './log.ts'
import { tellOfEnd } from './notices.ts'
import type { Channels } from './platforms.ts'
import { actionRefusal, type ProviderError } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { storedErrors } from './stored-errors.ts'
import { markExpired } from './token-queries.ts'

/**
 * Marks the account `expired` unless its secrets have changed since they were read: then somebody else has renewed or reconnected it,
 * and null says so. Throws `reconnect_required` otherwise, after those who can reconnect it were told.
 */
export async function endConnection(
  channels: Channels,
  account: AccountRow,
  cause: ProviderError | null,
): Promise<null> {
  const details = cause ? JSON.stringify(cause.facts) : 'The token has ended and cannot be renewed'
  if (!(await end(channels, account, { details, isUnreadable: false }))) return null
  throw actionRefusal('reconnect_required', cause?.facts.status ? { provider: cause.facts } : {})
}

/**
 * As `endConnection`, for secrets that open with none of the keys. They stay where they are: a key that is missing may come back,
 * and the account with it.
 */
export async function endUnreadable(channels: Channels, account: AccountRow): Promise<null> {
  const details = 'The stored secrets open with none of the keys of this server'
  if (!(await end(channels, account, { details, isUnreadable: true }))) return null
  channels.services.log.error(
    { account: account.id, workspace: account.workspace_id, platform: account.platform },
    'the secrets of a channel account open with none of the keys in FERNET_KEY and FERNET_KEYS_OLD',
  )
  throw actionRefusal('reconnect_required')
}

/** False: the secrets are others now, or the connection has ended already. */
function end(
  channels: Channels,
  account: AccountRow,
  { details, isUnreadable }: { details: string; isUnreadable: boolean },
): Promise<boolean> {
  const { clock, db } = channels.services
  const now = clock.now()
  return db.transaction(async (tx) => {
    const ended = { message: storedErrors.reconnect_required, isUnreadable, now }
    if (!(await markExpired(tx, account.id, account.token_version, ended))) return false
    await noteEnd(tx, channels, account, { message: storedErrors.reconnect_required, details, now })
    return true
  })
}

/** The line of the log of a connection that ended by itself; those who can reconnect it are told. */
export async function noteEnd(
  tx: Executor,
  channels: Channels,
  account: AccountRow,
  { message, details, now }: { message: string; details: string; now: Date },
): Promise<void> {
  const entry = { account, action: 'token_invalid', status: 'error' } as const
  await writeLog(tx, { ...entry, message, errorDetails: details, now })
  await tellOfEnd(tx, channels, account, now)
}
