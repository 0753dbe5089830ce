import type { Executor } from '../../../kernel/database/database.ts'
import { customersByPhone } from '../../customers/index.ts'
import { failureCode } from './failures.ts'
import type { ConversationRow, MessageRow } from './queries.ts'

const sessionMs = 24 * 3_600_000
const unconfirmedText =
  'The answer of WhatsApp was lost: the message may have been sent. It is not sent again by itself.'

/** The messages of channels contract 5.5. */
export async function presentMessages(db: Executor, workspaceId: number, rows: readonly MessageRow[]) {
  const customers = await customersOf(db, workspaceId, rows)
  return rows.map(({ status, error_code, error_text, sending, ...row }) => ({
    id: row.id,
    account: row.account,
    phone_number: row.phone_number,
    body: row.body,
    direction: row.direction,
    whatsapp_message_id: row.whatsapp_message_id,
    phone_number_id: row.phone_number_id,
    delivery_status: status ?? (row.direction === 'outbound' && row.whatsapp_message_id ? 'sent' : null),
    delivery_error: sending === 'unconfirmed' ? unconfirmedText : error_text,
    delivery_error_code: sending === 'unconfirmed' ? 'unconfirmed' : error_code && failureCode(error_code),
    is_read: row.is_read,
    message_type: row.message_type,
    customer: customers.get(row.phone_number)?.id ?? null,
    client_reference: row.client_reference,
    created_at: row.created_at,
  }))
}

/** The conversations of channels contract 5.5: under the name of the customer, else as the person calls himself. */
export async function presentConversations(
  db: Executor,
  workspaceId: number,
  rows: readonly ConversationRow[],
) {
  const customers = await customersOf(db, workspaceId, rows)
  return rows.map(({ profile_name, last_inbound_at, ...row }) => ({
    ...row,
    name: customers.get(row.phone_number)?.name ?? profile_name,
    customer: customers.get(row.phone_number)?.id ?? null,
    session_expires_at: last_inbound_at && new Date(Date.parse(last_inbound_at) + sessionMs).toISOString(),
  }))
}

const customersOf = (db: Executor, workspaceId: number, rows: readonly { phone_number: string }[]) =>
  customersByPhone(db, workspaceId, [...new Set(rows.map(({ phone_number }) => phone_number))])
