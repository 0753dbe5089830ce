import { expect, test } from 'vitest'
import type { Conversation } from './api.ts'
import { matching, withNewestConversations } from './conversation.ts'

const conversation = (facts: Partial<Conversation>): Conversation => ({
  account: 1,
  phone_number: '9647701112233',
  name: null,
  customer: null,
  last_message_at: '2026-01-31T10:00:00Z',
  last_message_preview: '',
  last_message_type: 'text',
  last_message_direction: 'inbound',
  unread_count: 0,
  session_expires_at: null,
  ...facts,
})

const all = [
  conversation({ name: 'Sara', last_message_preview: 'Room 12' }),
  conversation({ phone_number: '989121234567', name: 'José Pérez', customer: 5, account: 2 }),
  conversation({ phone_number: '84901112233', name: 'مُحَمَّد' }),
]
const found = (text: string, account: number | null = null) =>
  matching(all, text, account).map((one) => all.indexOf(one))

test('a search finds names without their marks, numbers however they are written, and last words', () => {
  expect(found('')).toEqual([0, 1, 2])
  expect(found('perez')).toEqual([1])
  expect(found('محمد')).toEqual([2])
  expect(found('+964 770')).toEqual([0])
  expect(found('۰۹۱۲۱۲۳')).toEqual([1])
  expect(found('room 12')).toEqual([0])
  expect(found('12x')).toEqual([])
})

test('an account narrows the list', () => {
  expect(found('', 2)).toEqual([1])
  expect(found('sara', 2)).toEqual([])
})

test('the first conversations, read again, stand before what was known; a page that is not full is all there is', () => {
  const [first, second, third] = all as [Conversation, Conversation, Conversation]
  const answered = { ...third, last_message_preview: 'New', unread_count: 1 }
  expect(withNewestConversations(all, [answered, first], 2)).toEqual([answered, first, second])
  expect(withNewestConversations(all, [answered, first], 3)).toEqual([answered, first])
  const elsewhere = { ...first, account: 2 }
  expect(withNewestConversations(all, [elsewhere], 1)).toEqual([elsewhere, first, second, third])
})
