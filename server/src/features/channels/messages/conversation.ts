import type { Executor } from '../../../kernel/database/database.ts'

const previewLength = 100

/** A message as the list of conversations tells of it. */
export interface NewMessage {
  id: number
  workspaceId: number
  accountId: number
  phone: string
  direction: 'inbound' | 'outbound'
  type: string
  body: string
  at: Date | string
  /** Of who wrote; null: not told. */
  profileName: string | null
}

/** Brings the conversation up to a message that was stored in the same transaction; an older one does not become its last. */
export async function noteInConversation(tx: Executor, message: NewMessage): Promise<void> {
  const isInbound = message.direction === 'inbound'
  const newer =
    '(excluded.last_message_at, excluded.last_message_id) > (c.last_message_at, c.last_message_id)'
  const latest = ['id', 'at', 'preview', 'type', 'direction']
    .map((name) => `last_message_${name}`)
    .map((column) => `${column} = case when ${newer} then excluded.${column} else c.${column} end`)
  await tx.query(
    `insert into whatsapp_conversations as c (workspace_id, account_id, phone_number, profile_name, last_message_id,
       last_message_at, last_message_preview, last_message_type, last_message_direction, last_inbound_at, unread_count)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (account_id, phone_number) do update set ${latest.join(', ')},
       profile_name = coalesce(excluded.profile_name, c.profile_name),
       last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
       unread_count = c.unread_count + excluded.unread_count`,
    [
      message.workspaceId,
      message.accountId,
      message.phone,
      message.profileName,
      message.id,
      message.at,
      [...message.body.replace(/\s+/g, ' ').trim()].slice(0, previewLength).join(''),
      message.type,
      message.direction,
      isInbound ? message.at : null,
      isInbound ? 1 : 0,
    ],
  )
}
