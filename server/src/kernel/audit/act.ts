import type { Executor } from '../database/database.ts'
import type { Context } from '../http/route.ts'
import { type AuditEntry, recordAudit } from './audit.ts'

/** What an operation needs of its request: the database to work on, who acts, and from where. */
export type Act = Pick<Context, 'db' | 'caller' | 'services' | 'ip' | 'requestId'>

export interface Change {
  before?: object | null
  after?: object | null
}

/** Who acts and from where, for the audit lines of what follows from an act. */
export type AuditOrigin = Pick<AuditEntry, 'actor' | 'requestId' | 'ip'>

export function auditOriginOf(act: Pick<Act, 'caller' | 'requestId' | 'ip'>): AuditOrigin {
  const { caller } = act
  return {
    actor:
      caller.kind === 'token' ? { kind: 'token', id: caller.tokenId } : { kind: 'user', id: caller.userId },
    requestId: act.requestId,
    ip: act.ip,
  }
}

/** `recordAudit` for what a caller does in his own workspace. */
export function auditAct(
  tx: Executor,
  act: Act,
  action: string,
  subject: { type: string; id: number | string },
  change: Change = {},
): Promise<void> {
  return recordAudit(tx, {
    workspaceId: act.caller.workspaceId,
    ...auditOriginOf(act),
    action,
    subject,
    ...change,
  })
}

/** The keys whose values differ, as they were and as they are now. */
export function difference<T extends object>(before: T, after: T): { before: Partial<T>; after: Partial<T> } {
  const changed = { before: {} as Partial<T>, after: {} as Partial<T> }
  for (const key of Object.keys(after) as (keyof T)[]) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue
    changed.before[key] = before[key]
    changed.after[key] = after[key]
  }
  return changed
}
