import type { Executor } from '../../kernel/database/database.ts'
import { escapeLike } from '../../kernel/text/fold.ts'
import type { IntegrationType } from './token-forms.ts'

/** An integration token as it is shown. */
export interface TokenRow {
  id: string
  workspace_id: number
  user_id: number
  user_email: string
  integration_type: IntegrationType
  name: string
  token_preview: string
  is_active: boolean
  expires_at: string | null
  allowed_ips: string[]
  last_used_at: string | null
  usage_count: number
  store_host: string | null
  created_at: string
}

/** Whose tokens are meant; null: everybody's, every workspace's. */
export interface TokenScope {
  workspaceId: number | null
  userId: number | null
}

export interface TokenFilters {
  search?: string
  integration_type?: IntegrationType | null
  is_active?: boolean | null
  is_valid?: boolean | null
  user_id?: number | null
  created_after?: string | null
  created_before?: string | null
}

const columns = `t.id, t.workspace_id, t.user_id, coalesce(u.email, '') as user_email, t.integration_type, t.name,
  t.token_preview, t.is_active, t.expires_at, t.allowed_ips, t.last_used_at, t.usage_count, t.store_host, t.created_at`
const source = 'integration_tokens t join users u on u.id = t.user_id'

/** Count and rows of one filtered list, newest first. */
export function tokenList(db: Executor, scope: TokenScope, filters: TokenFilters, now: Date) {
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const where = conditions(scope, filters, now, bind).join(' and ')
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(`select count(*) from ${source} where ${where}`, values)
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<TokenRow[]> =>
      db.query(
        `select ${columns} from ${source} where ${where}
         order by t.created_at desc, t.id limit ${limit} offset ${offset}`,
        values,
      ),
  }
}

function conditions(
  scope: TokenScope,
  filters: TokenFilters,
  now: Date,
  bind: (value: unknown) => string,
): string[] {
  const all = ['t.deleted_at is null']
  const given = (value: unknown) => value !== null && value !== undefined
  if (scope.workspaceId !== null) all.push(`t.workspace_id = ${bind(scope.workspaceId)}`)
  if (scope.userId !== null) all.push(`t.user_id = ${bind(scope.userId)}`)
  if (given(filters.integration_type)) all.push(`t.integration_type = ${bind(filters.integration_type)}`)
  if (given(filters.is_active)) all.push(`t.is_active = ${bind(filters.is_active)}`)
  if (given(filters.is_valid)) {
    const valid = `(t.is_active and (t.expires_at is null or t.expires_at > ${bind(now)}))`
    all.push(filters.is_valid ? valid : `not ${valid}`)
  }
  if (given(filters.user_id)) all.push(`t.user_id = ${bind(filters.user_id)}`)
  if (given(filters.created_after)) all.push(`t.created_at >= ${bind(filters.created_after)}`)
  if (given(filters.created_before)) all.push(`t.created_at <= ${bind(filters.created_before)}`)
  if (filters.search) {
    const pattern = bind(`%${escapeLike(filters.search)}%`)
    const searched = ['t.name', 'u.email', 'u.username', 't.token_preview']
    all.push(`(${searched.map((column) => `${column} ilike ${pattern}`).join(' or ')})`)
  }
  return all
}

/** Null for ids that are unknown, foreign or deleted. `lock`: until the transaction ends. */
export async function findToken(
  db: Executor,
  scope: TokenScope,
  id: string,
  lock: '' | 'for update of t' = '',
): Promise<TokenRow | null> {
  const [row] = await db.query<TokenRow>(
    `select ${columns} from ${source}
     where t.id = $1 and t.deleted_at is null and ($2::int is null or t.workspace_id = $2)
       and ($3::int is null or t.user_id = $3) ${lock}`,
    [id, scope.workspaceId, scope.userId],
  )
  return row ?? null
}

export interface NewToken {
  id: string
  workspaceId: number
  userId: number
  integrationType: IntegrationType
  name: string
  hash: Buffer
  preview: string
  isActive: boolean
  expiresAt: string | null
  allowedIps: string[]
  now: Date
}

export async function insertToken(tx: Executor, token: NewToken): Promise<void> {
  await tx.query(
    `insert into integration_tokens (id, workspace_id, user_id, integration_type, name, token_hash, token_preview,
       is_active, expires_at, allowed_ips, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
    [
      token.id,
      token.workspaceId,
      token.userId,
      token.integrationType,
      token.name,
      token.hash,
      token.preview,
      token.isActive,
      token.expiresAt,
      token.allowedIps,
      token.now,
    ],
  )
}

export async function updateToken(tx: Executor, row: TokenRow, now: Date): Promise<void> {
  await tx.query(
    `update integration_tokens set name = $2, is_active = $3, expires_at = $4, allowed_ips = $5, updated_at = $6
     where id = $1`,
    [row.id, row.name, row.is_active, row.expires_at, row.allowed_ips, now],
  )
}

export async function replaceTokenText(
  tx: Executor,
  id: string,
  text: { hash: Buffer; preview: string },
  now: Date,
): Promise<void> {
  await tx.query(
    'update integration_tokens set token_hash = $2, token_preview = $3, updated_at = $4 where id = $1',
    [id, text.hash, text.preview, now],
  )
}

/** The row stays for the log of its events. */
export async function markTokenDeleted(tx: Executor, id: string, now: Date): Promise<void> {
  await tx.query('update integration_tokens set deleted_at = $2, updated_at = $2 where id = $1', [id, now])
}

export interface TokenOwner {
  userId: number
  workspaceId: number | null
}

/**
 * A user, by id or e-mail, with the workspace in which tokens are made for him: his own, else the one that he has managed longest. Null:
 * there is no such user; workspace null: he manages none.
 */
export async function findTokenOwner(
  db: Executor,
  who: { id: number } | { email: string },
): Promise<TokenOwner | null> {
  const [column, value] = 'id' in who ? ['id', who.id] : ['email', who.email]
  const [row] = await db.query<{ id: number; workspace_id: number | null }>(
    `select u.id, (
       select m.workspace_id from memberships m where m.user_id = u.id and m.role in ('owner', 'manager')
       order by m.role = 'owner' desc, m.created_at, m.workspace_id limit 1
     ) as workspace_id
     from users u where u.${column} = $1 and u.deleted_at is null`,
    [value],
  )
  return row ? { userId: row.id, workspaceId: row.workspace_id } : null
}

export interface SyncStatusRow {
  products_total: number
  products_active: number
  events_total: number
  events_failed: number
  last_event_at: string | null
  last_error: string | null
}

/** How far the store of a token is in step: its products, by host, and what came by this token. */
export async function readSyncStatus(db: Executor, token: TokenRow): Promise<SyncStatusRow> {
  const [row] = await db.query<SyncStatusRow>(
    `select products.*, events.*, (
       select e.error_message from store_events e where e.token_id = $2 and not e.processed_successfully
       order by e.created_at desc, e.id desc limit 1
     ) as last_error
     from (
       select count(*) as products_total, count(*) filter (where p.is_active) as products_active
       from product_details d join products p on p.workspace_id = d.workspace_id and p.id = d.product_id
       where d.workspace_id = $1 and d.external_id is not null and d.store_host is not distinct from $3
         and d.parent_external_id is null and p.deleted_at is null
     ) products, (
       select count(*) as events_total, count(*) filter (where not processed_successfully) as events_failed,
         max(created_at) as last_event_at
       from store_events where token_id = $2
     ) events`,
    [token.workspace_id, token.id, token.store_host],
  )
  return row!
}
