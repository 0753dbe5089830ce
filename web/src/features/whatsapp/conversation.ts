import type { ChannelAccount } from '../channels/api.ts'
import type { Conversation, Partner } from './api.ts'
import { digitsOf } from './phone.ts'

/** The number as people write it, to stand inside `<bdi dir="ltr">`. */
export const shownPhone = (phone: string) => `+${digitsOf(phone)}`

export const partnerOf = ({
  account,
  phone_number,
}: Pick<Conversation, 'account' | 'phone_number'>): Partner => ({
  account,
  phone: digitsOf(phone_number),
})

export const partnerKey = ({ account, phone }: Partner) => `${account} ${phone}`

/** One sum for the menu. */
export function unreadOf(conversations: Conversation[]): number {
  return conversations.reduce((sum, { unread_count }) => sum + unread_count, 0)
}

/** The first `limit` conversations, read again, before those of the known ones that are not among them. */
export function withNewestConversations(
  known: Conversation[],
  newest: Conversation[],
  limit: number,
): Conversation[] {
  if (newest.length < limit) return newest
  const keyOf = (one: Conversation) => partnerKey(partnerOf(one))
  const fresh = new Set(newest.map(keyOf))
  return [...newest, ...known.filter((one) => !fresh.has(keyOf(one)))]
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Those of an account (all for null) whose names, number or last words hold the text. */
export function matching(
  conversations: Conversation[],
  search: string,
  account: number | null,
): Conversation[] {
  const words = folded(search.trim())
  // A text with letters in it is no part of a number, even if it holds a digit.
  const digits = /\p{L}/u.test(words) ? '' : digitsOf(words)
  return conversations.filter((one) => {
    if (account !== null && one.account !== account) return false
    if (words === '') return true
    const texts = [one.name ?? '', one.last_message_preview]
    return (
      texts.some((text) => folded(text).includes(words)) ||
      (digits !== '' && digitsOf(one.phone_number).includes(digits.replace(/^0+/, '')))
    )
  })
}

/** Whether messages can go out from an account. */
export const canSend = ({ status, is_active }: Pick<ChannelAccount, 'status' | 'is_active'>) =>
  status === 'connected' && is_active
