import { createHash } from 'node:crypto'
import type { Executor, Transaction } from '../../../kernel/database/database.ts'
import type { AccountRow } from '../queries.ts'
import { noteOutbound } from './conversation.ts'
import type { OutboundMessage, SentMessage } from './model.ts'

/** Longer than any send takes: what is still under way then has lost its process. */
const abandonedMs = 3 * 60_000

/** A message that is written down before the platform is asked to send it. */
export interface OutboxRow {
  id: number
  account_id: number
  workspace_id: number
  phone_number: string
  message_type: string
  body: string
  whatsapp_message_id: string | null
  sending: 'sending' | 'unconfirmed' | null
  reference_hash: Buffer | null
  answer: Record<string, unknown> | null
  created_at: string
}

const columns = `id, account_id, workspace_id, phone_number, message_type, body, whatsapp_message_id, sending, reference_hash,
  answer, created_at`

/** What is sent under a reference must be the same again. */
export const hashOf = (message: OutboundMessage): Buffer =>
  createHash('sha256').update(JSON.stringify(message)).digest()

/** Writes a message down as being sent; `isNew` false: one with this reference is there already. */
export async function beginSend(
  db: Executor,
  account: AccountRow,
  {
    message,
    shown,
    reference,
    now,
  }: { message: OutboundMessage; shown: string; reference: string | null; now: Date },
): Promise<{ row: OutboxRow; isNew: boolean }> {
  const [row] = await db.query<OutboxRow>(
    `insert into whatsapp_messages (workspace_id, account_id, phone_number, phone_number_id, direction, message_type, body,
       sending, is_read, client_reference, reference_hash, created_at)
     values ($1, $2, $3, $4, 'outbound', $5, $6, 'sending', true, $7, $8, $9)
     on conflict (workspace_id, client_reference) where client_reference is not null do nothing returning ${columns}`,
    [
      account.workspace_id,
      account.id,
      message.to,
      account.external_account_id,
      message.type,
      shown,
      reference,
      reference === null ? null : hashOf(message),
      now,
    ],
  )
  if (row) return { row, isNew: true }
  const [known] = await db.query<OutboxRow>(
    `select ${columns} from whatsapp_messages where workspace_id = $1 and client_reference = $2`,
    [account.workspace_id, reference],
  )
  // A refused one is taken away, so that its reference is free again.
  return known ? { row: known, isNew: false } : beginSend(db, account, { message, shown, reference, now })
}

/** The platform has taken it; it stands in the thread of the receiver as the platform knows him. */
export async function noteSent(
  tx: Transaction,
  { id, account_id }: OutboxRow,
  sent: SentMessage,
): Promise<void> {
  // A message whose answer was lost may have been taken for this one by its status.
  await tx.query(
    `update whatsapp_messages set whatsapp_message_id = null, sending = 'unconfirmed'
     where account_id = $1 and whatsapp_message_id = $2 and id <> $3`,
    [account_id, sent.id, id],
  )
  const [row] = await tx.query<OutboxRow>(
    `update whatsapp_messages set whatsapp_message_id = $2, sending = null, phone_number = coalesce($3, phone_number),
       answer = case when client_reference is null then null else $4::jsonb end
     where id = $1 returning ${columns}`,
    [id, sent.id, sent.recipient, JSON.stringify(sent.answer)],
  )
  if (row) await noteInConversation(tx, row)
}

/** The platform certainly has not taken it. */
export async function forgetSend(db: Executor, { id }: OutboxRow): Promise<void> {
  await db.query(`delete from whatsapp_messages where id = $1 and sending = 'sending'`, [id])
}

/** Nobody knows whether the platform has taken it. */
export async function noteUnconfirmed(tx: Transaction, { id }: OutboxRow): Promise<void> {
  const [row] = await tx.query<OutboxRow>(
    `update whatsapp_messages set sending = 'unconfirmed' where id = $1 and sending = 'sending' returning ${columns}`,
    [id],
  )
  if (row) await noteInConversation(tx, row)
}

/** Messages whose process died while they were sent become unconfirmed. */
export async function noteAbandoned(tx: Transaction, now: Date): Promise<void> {
  const rows = await tx.query<OutboxRow>(
    `update whatsapp_messages set sending = 'unconfirmed'
     where sending = 'sending' and created_at < $1 returning ${columns}`,
    [new Date(now.getTime() - abandonedMs)],
  )
  for (const row of rows) await noteInConversation(tx, row)
}

function noteInConversation(tx: Transaction, row: OutboxRow): Promise<void> {
  return noteOutbound(tx, {
    id: row.id,
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    phone: row.phone_number,
    type: row.message_type,
    body: row.body,
    at: row.created_at,
  })
}
