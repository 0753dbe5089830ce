import type { Executor } from '../../../kernel/database/database.ts'

const previewLength = 100

/** A message of ours as the list of conversations tells of it. */
interface SentMessage {
  id: number
  workspaceId: number
  accountId: number
  phone: string
  type: string
  body: string
  at: Date | string
}

export const previewOf = (body: string) =>
  [...body.replace(/\s+/g, ' ').trim()].slice(0, previewLength).join('')

const newer = '(excluded.last_message_at, excluded.last_message_id) > (c.last_message_at, c.last_message_id)'
const latest = ['id', 'at', 'preview', 'type', 'direction']
  .map((name) => `last_message_${name}`)
  .map((column) => `${column} = case when ${newer} then excluded.${column} else c.${column} end`)

/**
 * The statement that brings conversations up to new messages; an older one does not become its last. `source` gives, in this order:
 * workspace, account, phone number, name of who wrote, and of the message id, time, preview, type, direction, the time if it came in,
 * and 1 if it is unread, else 0.
 */
export const conversationUpsert = (source: string) => `
  insert into whatsapp_conversations as c (workspace_id, account_id, phone_number, profile_name, last_message_id, last_message_at,
    last_message_preview, last_message_type, last_message_direction, last_inbound_at, unread_count)
  ${source}
  on conflict (account_id, phone_number) do update set ${latest.join(', ')},
    profile_name = coalesce(excluded.profile_name, c.profile_name),
    last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
    unread_count = c.unread_count + excluded.unread_count`

/** Brings the conversation up to a message that went out and was stored in the same transaction. */
export async function noteOutbound(tx: Executor, message: SentMessage): Promise<void> {
  await tx.query(conversationUpsert(`values ($1, $2, $3, null, $4, $5, $6, $7, 'outbound', null, 0)`), [
    message.workspaceId,
    message.accountId,
    message.phone,
    message.id,
    message.at,
    previewOf(message.body),
    message.type,
  ])
}
