import type { AuditOrigin } from '../../kernel/audit/act.ts'

/** Somebody has deleted his account; announced in the transaction, also to those that listen within it. */
export interface UserDeleted {
  userId: number
  /** Those in which nobody works any more: what acts in their name has nobody left who could stop it. */
  abandonedWorkspaceIds: number[]
  /** ISO instant. */
  at: string
  origin: AuditOrigin
}

declare module '../../kernel/events/events.ts' {
  interface EventCatalogue {
    'user.deleted': UserDeleted
  }
}
