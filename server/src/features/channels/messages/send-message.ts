import { Refusal } from '../../../kernel/errors.ts'
import { withAccess } from '../account-access.ts'
import type { Adapter } from '../adapter.ts'
import { noted } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { didNothing } from '../provider-client.ts'
import { actionRefusal } from '../provider-error.ts'
import type { AccountRow } from '../queries.ts'
import { namedFailure } from './failures.ts'
import type { OutboundMessage } from './model.ts'
import { beginSend, forgetSend, hashOf, noteSent, noteUnconfirmed, type OutboxRow } from './outbox.ts'

const maxBody = 4096

/** The text as WhatsApp takes it: at most 4096 characters, none of them cut in two. */
export function cutBody(text: string): string {
  if (text.length <= maxBody) return text
  const cut = text.slice(0, maxBody)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

export interface Send {
  message: OutboundMessage
  /** How the message stands in the thread. */
  shown: string
  /** The caller's own mark of this message; a second send with it answers the result of the first. */
  reference: string | null
}

/**
 * Sends a message once (channels contract 5.5) and answers what the platform answered. It is written down before, so that a lost
 * answer leaves it `unconfirmed` instead of untold, and is never sent again by itself. Throws the refusals of channels contract 1,
 * those of a lost answer with `unconfirmed: true`, and 409 for a reference that is under way or was another message's.
 */
export async function sendMessage(
  channels: Channels,
  account: AccountRow,
  send: Adapter['sendMessage'] & {},
  { message, shown, reference }: Send,
): Promise<Record<string, unknown>> {
  const { db, clock } = channels.services
  const now = clock.now()
  const { row, isNew } = await beginSend(db, account, { message, shown, reference, now })
  if (!isNew) return earlierAnswer(row, message)
  return noted(channels, account, 'whatsapp_message_sent', 'Message sent', () =>
    attempt(channels, account, send, message, row),
  )
}

async function attempt(
  channels: Channels,
  account: AccountRow,
  send: Adapter['sendMessage'] & {},
  message: OutboundMessage,
  row: OutboxRow,
): Promise<Record<string, unknown>> {
  const { db } = channels.services
  let isLost = false
  const sent = await withAccess(channels, account, async (provider, access) => {
    isLost = false
    try {
      return await send(provider, access, message)
    } catch (error) {
      isLost = !didNothing(error)
      throw error
    }
  }).catch(async (error: unknown) => {
    if (isLost) await db.transaction((tx) => noteUnconfirmed(tx, row))
    else await forgetSend(db, row)
    throw isLost ? unconfirmed(error) : namedFailure(error)
  })
  await db.transaction((tx) => noteSent(tx, row, sent))
  return sent.answer
}

function unconfirmed(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  const { status, message, headers, body } = error
  return new Refusal(status, message, { headers, body: { ...body, unconfirmed: true } })
}

function earlierAnswer(row: OutboxRow, message: OutboundMessage): Record<string, unknown> {
  if (!row.reference_hash?.equals(hashOf(message)))
    throw conflict('reference_reused', 'This client_reference was used for another message')
  if (row.sending === 'sending')
    throw conflict('send_in_progress', 'The message with this client_reference is being sent')
  if (row.sending === 'unconfirmed') throw actionRefusal('provider_timeout', { unconfirmed: true })
  return (
    row.answer ?? {
      messaging_product: 'whatsapp',
      contacts: [{ input: message.to, wa_id: row.phone_number }],
      messages: [{ id: row.whatsapp_message_id }],
    }
  )
}

const conflict = (code: string, error: string) => new Refusal(409, error, { body: { error, code } })
