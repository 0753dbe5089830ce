/** What adapters and the core tell each other about conversations (channels contract 5.5). */

/** `to`: digits. */
export type OutboundMessage =
  | { type: 'text'; to: string; body: string }
  | { type: 'template'; to: string; name: string; language: string; parameters: string[] }

export interface SentMessage {
  id: string
  /** The receiver as the platform knows him, where that differs from what it was asked for; digits. */
  recipient: string | null
  /** What the platform answered, for the caller. */
  answer: Record<string, unknown>
}

export interface MessageTemplate {
  name: string
  language: string
  category: string | null
  status: string | null
  components: Record<string, unknown>[]
}

/** In the order in which they follow each other, but for `failed`, which ends them. */
export const deliveryStatuses = ['sent', 'delivered', 'read', 'failed'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export interface InboundMessage {
  id: string
  /** Digits. */
  from: string
  /** As the person calls himself. */
  profileName: string | null
  type: string
  /** Empty for what is no text. */
  body: string
  /** Null: not told. */
  sentAt: Date | null
}

export interface MessageStatus {
  id: string
  /** Digits; null: not told. */
  recipient: string | null
  status: DeliveryStatus
  error: { code: string | null; text: string } | null
  at: Date | null
}
