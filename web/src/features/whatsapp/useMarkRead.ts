import { useDocumentVisibility } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../../app/session.tsx'
import { type Conversation, keys, markRead } from './api.ts'
import { partnerOf, unreadOf } from './conversation.ts'

/** Marks the messages of the open conversation as read while somebody looks at them. */
export function useMarkRead(conversation: Conversation | undefined): void {
  const api = useApi()
  const client = useQueryClient()
  const visible = useDocumentVisibility() === 'visible'
  const { account = 0, phone_number = '', unread_count = 0, last_message_at = '' } = conversation ?? {}

  // biome-ignore lint/correctness/useExhaustiveDependencies: a further message is a further reason, also after a failure.
  useEffect(() => {
    if (!visible || unread_count === 0) return
    const isIt = (one: Conversation) => one.account === account && one.phone_number === phone_number
    async function mark() {
      await markRead(api, partnerOf({ account, phone_number }))
      // An answer that was under way would bring the old count back.
      await client.cancelQueries({ queryKey: keys.conversations })
      const read = client.setQueryData<Conversation[]>(keys.conversations, (known) =>
        known?.map((one) => (isIt(one) ? { ...one, unread_count: 0 } : one)),
      )
      if (read) client.setQueryData(keys.unread, unreadOf(read))
    }
    // Whoever reads is not to be bothered: the count stays, and the next message tries again.
    mark().catch(() => undefined)
  }, [api, client, visible, account, phone_number, unread_count, last_message_at])
}
