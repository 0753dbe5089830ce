import type { Executor } from '../../../kernel/database/database.ts'
import { conversationUpsert, previewOf } from './conversation.ts'
import { type DeliveryStatus, deliveryStatuses, type InboundMessage, type MessageStatus } from './model.ts'

const maxBody = 65_536
/** A platform's clock that is further ahead is wrong. */
const aheadMs = 5 * 60_000
/** A status comes so long after its message at most, to be taken for that of one whose answer was lost. */
const adoptionMs = 3_600_000

interface Account {
  id: number
  workspace_id: number
}

/** Stores what somebody wrote, as unread, once; it may come late and in any order. */
export async function storeInbound(
  tx: Executor,
  account: Account,
  { numberId, message }: { numberId: string; message: InboundMessage },
  now: Date,
): Promise<void> {
  const { id, from, type, sentAt } = message
  const at = sentAt && sentAt.getTime() <= now.getTime() + aheadMs ? sentAt : now
  const body = storable(message.body).slice(0, maxBody)
  const name = message.profileName && storable(message.profileName).slice(0, 255)
  await tx.query(storing, [
    account.workspace_id,
    account.id,
    from,
    numberId,
    storable(type),
    body,
    id,
    at,
    name,
    previewOf(body),
  ])
}

/** One statement, for bursts: the message, and its conversation if the message is new. */
const storing = {
  name: 'store inbound message',
  text: `
  with stored as (
    insert into whatsapp_messages (workspace_id, account_id, phone_number, phone_number_id, direction, message_type, body,
      whatsapp_message_id, is_read, created_at)
    values ($1, $2, $3, $4, 'inbound', $5, $6, $7, false, $8)
    on conflict (account_id, whatsapp_message_id) do nothing
    returning id, workspace_id, account_id, phone_number, message_type, created_at
  )
  ${conversationUpsert(
    `select workspace_id, account_id, phone_number, $9::text, id, created_at, $10::text, message_type, 'inbound', created_at, 1
     from stored`,
  )}`,
}

/** Without what PostgreSQL cannot hold. */
const storable = (text: string) => text.replaceAll('\u0000', '').toWellFormed()

/**
 * Keeps what became of a message, which may not be known here yet. It moves forward only, and `failed` is the end (channels contract
 * 5.5). A message whose answer was lost is known again by its first status, if it is the only one to that person.
 */
export async function storeStatus(
  tx: Executor,
  account: Account,
  { id, recipient, status, error, at }: MessageStatus,
  now: Date,
): Promise<void> {
  const rank = (name: string) => `array_position($6::text[], ${name})`
  await tx.query(
    `insert into whatsapp_statuses as s (account_id, whatsapp_message_id, status, error_code, error_text, updated_at)
     values ($1, $2, $3, $4, $5, $7)
     on conflict (account_id, whatsapp_message_id) do update set status = excluded.status,
       error_code = excluded.error_code, error_text = excluded.error_text, updated_at = excluded.updated_at
     where ${rank('excluded.status')} > ${rank('s.status')}`,
    [
      account.id,
      id,
      status,
      error?.code ?? null,
      error ? storable(error.text).slice(0, 2000) : null,
      deliveryStatuses satisfies readonly DeliveryStatus[],
      now,
    ],
  )
  if (recipient !== null) await adopt(tx, account, { id, recipient, at: at ?? now })
}

async function adopt(
  tx: Executor,
  account: Account,
  { id, recipient, at }: { id: string; recipient: string; at: Date },
): Promise<void> {
  await tx.query(
    `update whatsapp_messages set whatsapp_message_id = $2, sending = null
     where id = (
       select min(m.id) from whatsapp_messages m
       where m.account_id = $1 and m.phone_number = $3 and m.sending is not null
       having count(*) = 1 and bool_and(m.sending = 'unconfirmed')
         and max(m.created_at) between $4::timestamptz and $5::timestamptz)
     and not exists (select from whatsapp_messages where account_id = $1 and whatsapp_message_id = $2)`,
    [account.id, id, recipient, new Date(at.getTime() - adoptionMs), new Date(at.getTime() + 60_000)],
  )
}
