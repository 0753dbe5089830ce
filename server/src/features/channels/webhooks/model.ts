import type { IncomingHttpHeaders } from 'node:http'
import type { InboundMessage, MessageStatus } from '../messages/model.ts'

/** A name or an id as platforms write them: ASCII without blanks at its ends; null for anything else. It fits into the log. */
export function plainWord(value: unknown): string | null {
  const word = Number.isSafeInteger(value) ? String(value) : value
  return typeof word === 'string' && /^[\x21-\x7e]([\x20-\x7e]{0,298}[\x21-\x7e])?$/.test(word) ? word : null
}

/** Seconds since 1970, as a number or as text; null for anything else. */
export function timeOf(value: unknown): Date | null {
  const seconds = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000) : null
}

/** What a platform tells by itself (channels contract 5.6): pure functions, to which the core brings bytes, secrets and the time. */
export interface PlatformWebhook {
  /**
   * Variables of the token by which the platform makes sure of the address with a GET; the first that is set counts. Empty: it does
   * not.
   */
  verifyTokens: readonly string[]
  /** Whether the bytes are signed with the client's secret, in a time that does not tell how much of the signature is right. */
  isSigned(delivery: SignedDelivery, secret: string): boolean
  /** The parts of a body, each of which is dealt with by itself; whatever the body is. */
  entries(body: unknown): object[]
  /** What one of the `entries` tells; nothing for what is of no concern here. */
  read(entry: object): WebhookEvent[]
}

export interface SignedDelivery {
  headers: IncomingHttpHeaders
  raw: Buffer
  now: Date
}

export type WebhookEvent =
  /** Something happened on a page. */
  | { kind: 'page'; pageId: string; facts: { object: string; field: string; item?: string } }
  /** Something happened on an account. */
  | { kind: 'account'; externalId: string; facts: Record<string, unknown> }
  /** Somebody wrote to the number, or what became of a message of it. `numberId`: the external id of the account. */
  | { kind: 'message'; numberId: string; message: InboundMessage }
  | { kind: 'status'; numberId: string; status: MessageStatus }
  /** The person took the app out of his settings; `at` null: not told when. */
  | { kind: 'removed'; externalId: string; at: Date | null; facts: Record<string, unknown> }
