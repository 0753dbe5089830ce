import { expect, test } from 'vitest'
import type { ChannelAccount, ChannelNotice } from './api.ts'
import { lostAccounts } from './lost-accounts.ts'

const account = (id: number, status: string, is_active = true) =>
  ({ id, status, is_active, needs_reconnect: ['expired', 'error'].includes(status) }) as ChannelAccount
const notice = { id: 9, account: 1 } as ChannelNotice
const all = [
  account(1, 'expired'),
  account(2, 'expired'),
  account(3, 'error'),
  account(4, 'connected'),
  account(5, 'disconnected'),
  account(6, 'expired', false),
]
const ids = (undismissedOnly: boolean) =>
  lostAccounts(all, [notice], { undismissedOnly }).map((lost) => lost.account.id)

test('accounts that work, wait or are switched off are not lost; each lost one has its notice', () => {
  expect(ids(false)).toEqual([1, 2, 3])
  const [first, second] = lostAccounts(all, [notice], { undismissedOnly: false })
  expect([first?.notice, second?.notice]).toEqual([notice, null])
})

test('an ended account whose notice was dismissed stays away where that is asked for; one in error has none to dismiss', () => {
  expect(ids(true)).toEqual([1, 3])
})
