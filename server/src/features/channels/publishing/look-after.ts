import { Refusal } from '../../../kernel/errors.ts'
import { withAccess } from '../account-access.ts'
import { demandAbility } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { actionRefusal } from '../provider-error.ts'
import type { AccountRow } from '../queries.ts'
import { findAnyAccount } from '../token-queries.ts'
import { holdLook, type OpenTarget } from './claims.ts'
import { findPublished } from './find-published.ts'
import { saveNoted } from './publish-target.ts'
import { afterLook, afterState, lookAgainAt, type TargetChange } from './target-change.ts'

/** Asks the platform what became of a target, and writes it. What cannot be asked stays as it is for now. */
export async function lookAfter(
  channels: Channels,
  target: OpenTarget,
  status: 'processing' | 'unconfirmed',
): Promise<void> {
  const { db, clock } = channels.services
  const account = await findAnyAccount(db, target.account_id)
  if (!account) return
  const look = status === 'processing' ? stateOf : reconciled
  const change = await look(channels, account, target).catch((error) => {
    if (!(error instanceof Refusal)) throw error
    return stays(target, status, lookAgainAt(error, target.called_at, clock.now()))
  })
  await db.transaction(async (tx) => {
    const held = await holdLook(tx, target, status)
    if (held) await saveNoted(tx, held, change, clock.now())
  })
}

async function stateOf(channels: Channels, account: AccountRow, target: OpenTarget): Promise<TargetChange> {
  demandSamePage(account, target)
  const { adapter } = demandAbility(channels, account, 'publish')
  const state = await withAccess(channels, account, async (provider, access) => {
    if (!adapter.publishState) throw actionRefusal('not_supported')
    return adapter.publishState(provider, access, target.external_id ?? '')
  })
  return afterState(state, target, channels.services.clock.now())
}

async function reconciled(
  channels: Channels,
  account: AccountRow,
  target: OpenTarget,
): Promise<TargetChange> {
  demandSamePage(account, target)
  const calledAt = new Date(target.called_at ?? '')
  const found = await findPublished(channels, account, { message: target.message, calledAt })
  return afterLook(found, target, channels.services.clock.now())
}

/** The posts of another page tell nothing. */
function demandSamePage(account: AccountRow, { external_account_id: planned }: OpenTarget): void {
  if (planned !== null && account.external_account_id !== planned) throw actionRefusal('not_connected')
}

function stays(target: OpenTarget, status: 'processing' | 'unconfirmed', dueAt: Date | null): TargetChange {
  const { failures, looks, external_id: externalId } = target
  const message = 'The platform could not be asked whether the post exists. Look for it there.'
  return {
    status: dueAt ? status : 'unconfirmed',
    dueAt,
    failures,
    looks,
    externalId,
    permalinkUrl: null,
    error: status === 'unconfirmed' || !dueAt ? { code: 'unconfirmed', message } : null,
    publishedAt: null,
  }
}
