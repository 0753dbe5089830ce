import type { Executor } from '../database/database.ts'

export interface AuditEntry {
  /** `null` for what concerns no workspace, for example an administrator's act. */
  workspaceId: number | null
  actor: { kind: 'user' | 'token' | 'system'; id: number | string | null }
  /** Noun and past participle: `order.placed`, `listing.approved`. */
  action: string
  subject: { type: string; id: number | string }
  /** What changed, as plain data; leave secrets and password hashes out. */
  before?: object | null
  after?: object | null
  requestId?: string | null
  ip?: string | null
}

/** Writes one line of the append-only audit log, in the transaction of the change it tells of. */
export async function recordAudit(tx: Executor, entry: AuditEntry): Promise<void> {
  await tx.query(
    {
      name: 'record-audit',
      text: `insert into audit_log (workspace_id, actor_kind, actor_id, action, subject_type, subject_id,
               before, after, request_id, ip)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    },
    [
      entry.workspaceId,
      entry.actor.kind,
      entry.actor.id === null ? null : String(entry.actor.id),
      entry.action,
      entry.subject.type,
      String(entry.subject.id),
      json(entry.before),
      json(entry.after),
      entry.requestId ?? null,
      entry.ip ?? null,
    ],
  )
}

/** Amounts in minor units are written as digits, since JSON knows no bigint. */
function json(value: object | null | undefined): string | null {
  if (value === null || value === undefined) return null
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part))
}
