import type { Executor } from '../../../kernel/database/database.ts'
import { type AccountRow, accountColumns } from '../queries.ts'
import type { DeliveryStatus } from './model.ts'

export const platform = 'whatsapp'

export interface MessageRow {
  id: number
  account: number
  phone_number: string
  phone_number_id: string
  direction: 'inbound' | 'outbound'
  message_type: string
  body: string
  whatsapp_message_id: string | null
  sending: 'sending' | 'unconfirmed' | null
  is_read: boolean
  client_reference: string | null
  created_at: string
  status: DeliveryStatus | null
  error_code: string | null
  error_text: string | null
}

export interface MessageFilters {
  phone: string | null
  accountId: number | null
}

/** Count and rows of a workspace's messages, newest first. */
export function messageList(db: Executor, workspaceId: number, { phone, accountId }: MessageFilters) {
  const values: unknown[] = [workspaceId]
  const equals = (column: string, value: unknown) =>
    value === null ? '' : ` and m.${column} = $${values.push(value)}`
  const where = `m.workspace_id = $1${equals('phone_number', phone)}${equals('account_id', accountId)}`
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from whatsapp_messages m where ${where}`,
        values,
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<MessageRow[]> =>
      db.query(
        `select m.id, m.account_id as account, m.phone_number, m.phone_number_id, m.direction, m.message_type, m.body,
           m.whatsapp_message_id, m.sending, m.is_read, m.client_reference, m.created_at, s.status, s.error_code, s.error_text
         from whatsapp_messages m
         left join whatsapp_statuses s on m.direction = 'outbound' and s.account_id = m.account_id
           and s.whatsapp_message_id = m.whatsapp_message_id
         where ${where} order by m.created_at desc, m.id desc
         limit $${values.length + 1} offset $${values.length + 2}`,
        [...values, limit, offset],
      ),
  }
}

export interface ConversationRow {
  account: number
  phone_number: string
  profile_name: string | null
  last_message_at: string
  last_message_preview: string
  last_message_type: string
  last_message_direction: string
  last_inbound_at: string | null
  unread_count: number
}

/** The conversations of a workspace, of one account or of all; whoever wrote last stands first. */
export function listConversations(
  db: Executor,
  workspaceId: number,
  { accountId, limit }: { accountId: number | null; limit: number },
): Promise<ConversationRow[]> {
  return db.query(
    `select account_id as account, phone_number, profile_name, last_message_at, last_message_preview, last_message_type,
       last_message_direction, last_inbound_at, unread_count
     from whatsapp_conversations where workspace_id = $1 and ($2::int is null or account_id = $2)
     order by last_message_at desc, last_message_id desc limit $3`,
    [workspaceId, accountId, limit],
  )
}

/** How many messages to the workspace wait to be read. */
export async function unreadCount(db: Executor, workspaceId: number): Promise<number> {
  const [row] = await db.query<{ unread: number }>(
    'select coalesce(sum(unread_count), 0)::int as unread from whatsapp_conversations where workspace_id = $1',
    [workspaceId],
  )
  return row!.unread
}

/** The account of the workspace that stands for the number; null for foreign and unknown ones. */
export async function accountOfNumber(
  db: Executor,
  workspaceId: number,
  numberId: string,
): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from channel_accounts
     where workspace_id = $1 and platform = $2 and external_account_id = $3`,
    [workspaceId, platform, numberId],
  )
  return row ?? null
}

/** The connected account that is there longest; one that is switched off only when there is no other. */
export async function firstConnected(db: Executor, workspaceId: number): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from channel_accounts
     where workspace_id = $1 and platform = $2 and status = 'connected' order by is_active desc, id limit 1`,
    [workspaceId, platform],
  )
  return row ?? null
}

/** Marks what a person wrote as read; answers how many messages were not read before. */
export async function markRead(
  tx: Executor,
  workspaceId: number,
  { phone, accountId }: { phone: string; accountId: number | null },
): Promise<number> {
  const conversations = await tx.query<{ account_id: number }>(
    `select account_id from whatsapp_conversations
     where workspace_id = $1 and phone_number = $2 and ($3::int is null or account_id = $3)
     order by account_id for update`,
    [workspaceId, phone, accountId],
  )
  const [row] = await tx.query<{ read: number }>(
    `with read as (
       update whatsapp_messages set is_read = true
       where account_id = any($1) and phone_number = $2 and not is_read returning account_id
     ), counted as (
       update whatsapp_conversations c set unread_count = greatest(0, c.unread_count - n.read)
       from (select account_id, count(*)::int as read from read group by account_id) n
       where c.account_id = n.account_id and c.phone_number = $2
     )
     select count(*) as read from read`,
    [conversations.map(({ account_id }) => account_id), phone],
  )
  return row!.read
}
