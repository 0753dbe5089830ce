import type { AuditOrigin } from '../../kernel/audit/act.ts'
import type { OrderStatus } from './transitions.ts'

/** An order went from one status to another; announced in the transaction, also to those that listen within it. */
export interface OrderStatusChanged {
  workspaceId: number
  orderId: number
  from: OrderStatus
  to: OrderStatus
  /** ISO instant. */
  at: string
  origin: AuditOrigin
}

declare module '../../kernel/events/events.ts' {
  interface EventCatalogue {
    'order.status_changed': OrderStatusChanged
  }
}
