import type { ChannelAccount, ChannelNotice } from './api.ts'

export type LostAccount = { account: ChannelAccount; notice: ChannelNotice | null }

/**
 * The accounts that somebody has to connect again, each with what tells of it. Those that are switched off are left out, and
 * with `undismissedOnly` also the ended ones whose notice was dismissed.
 */
export function lostAccounts(
  accounts: ChannelAccount[],
  notices: ChannelNotice[],
  { undismissedOnly }: { undismissedOnly: boolean },
): LostAccount[] {
  return accounts
    .filter(({ needs_reconnect, is_active }) => needs_reconnect && is_active)
    .map((account) => ({ account, notice: notices.find((notice) => notice.account === account.id) ?? null }))
    .filter(({ account, notice }) => !undismissedOnly || notice !== null || account.status !== 'expired')
}
