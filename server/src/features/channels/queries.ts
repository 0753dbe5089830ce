import type { Executor } from '../../kernel/database/database.ts'

export const accountStatuses = ['disconnected', 'connected', 'expired', 'error'] as const
export type AccountStatus = (typeof accountStatuses)[number]

/** An account without its secrets. */
export interface AccountRow {
  id: number
  workspace_id: number
  platform: string
  name: string
  account_link: string | null
  phone_number: string | null
  external_account_id: string | null
  external_account_name: string | null
  status: AccountStatus
  is_active: boolean
  token_expires_at: string | null
  refresh_expires_at: string | null
  scopes: string[]
  metadata: Record<string, unknown>
  error_message: string | null
  last_sync_at: string | null
  created_by: number
  created_at: string
  updated_at: string
  token_version: number
  refresh_failures: number
  refresh_after: string | null
}

export const accountColumns = `id, workspace_id, platform, name, account_link, phone_number, external_account_id,
  external_account_name, status, is_active, token_expires_at, refresh_expires_at, scopes, metadata, error_message, last_sync_at,
  created_by, created_at, updated_at, token_version, refresh_failures, refresh_after`

/** Null for ids that are unknown or of another workspace. */
export async function findAccount(
  db: Executor,
  workspaceId: number,
  id: number,
  lock: '' | 'for update' = '',
): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from channel_accounts where workspace_id = $1 and id = $2 ${lock}`,
    [workspaceId, id],
  )
  return row ?? null
}

/** Those of the ids that are accounts of the workspace. */
export function findAccounts(
  db: Executor,
  workspaceId: number,
  ids: readonly number[],
): Promise<AccountRow[]> {
  return db.query(`select ${accountColumns} from channel_accounts where workspace_id = $1 and id = any($2)`, [
    workspaceId,
    ids,
  ])
}

/** Count and rows of a workspace's accounts, newest first; an unknown filter value finds none. */
export function accountList(
  db: Executor,
  workspaceId: number,
  filters: { platform?: string; status?: string },
) {
  const values = [workspaceId, filters.platform ?? null, filters.status ?? null]
  const where = `workspace_id = $1 and ($2::text is null or platform = $2) and ($3::text is null or status = $3)`
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from channel_accounts where ${where}`,
        values,
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<AccountRow[]> =>
      db.query(
        `select ${accountColumns} from channel_accounts where ${where} order by id desc limit $4 offset $5`,
        [...values, limit, offset],
      ),
  }
}

export interface StatusCount {
  platform: string
  status: AccountStatus
  count: number
}

export function countAccounts(db: Executor, workspaceId: number): Promise<StatusCount[]> {
  return db.query(
    'select platform, status, count(*) from channel_accounts where workspace_id = $1 group by platform, status',
    [workspaceId],
  )
}

export interface NewAccount {
  workspaceId: number
  platform: string
  name: string
  accountLink: string | null
  phoneNumber: string | null
  userId: number
  now: Date
}

export async function insertAccount(tx: Executor, account: NewAccount): Promise<AccountRow> {
  const [row] = await tx.query<AccountRow>(
    `insert into channel_accounts (workspace_id, platform, name, account_link, phone_number, created_by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${accountColumns}`,
    [
      account.workspaceId,
      account.platform,
      account.name,
      account.accountLink,
      account.phoneNumber,
      account.userId,
      account.now,
    ],
  )
  return row!
}

export async function updateAccount(tx: Executor, row: AccountRow, now: Date): Promise<AccountRow> {
  const [updated] = await tx.query<AccountRow>(
    `update channel_accounts set name = $2, account_link = $3, phone_number = $4, is_active = $5, updated_at = $6
     where id = $1 returning ${accountColumns}`,
    [row.id, row.name, row.account_link, row.phone_number, row.is_active, now],
  )
  return updated!
}

/** Makes a page the active one. Violates `channel_accounts_external_key` when another account of the workspace has it. */
export async function updateActivePage(
  tx: Executor,
  id: number,
  page: { id: string; name: string | null },
  now: Date,
): Promise<AccountRow> {
  const [updated] = await tx.query<AccountRow>(
    `update channel_accounts set external_account_id = $2, external_account_name = $3, updated_at = $4
     where id = $1 returning ${accountColumns}`,
    [id, page.id, page.name, now],
  )
  return updated!
}

/** Its secrets and logs go with it; its pending states lose it. */
export async function deleteAccountRow(tx: Executor, id: number): Promise<void> {
  await tx.query('delete from channel_accounts where id = $1', [id])
}

export interface LogRow {
  id: number
  account: number
  account_name: string
  action: string
  status: 'success' | 'error' | 'pending'
  message: string
  response_data: unknown
  error_details: string | null
  created_at: string
}

const logSelect = `select l.id, l.account_id as account, a.name as account_name, l.action, l.status, l.message,
  l.response_data, l.error_details, l.created_at
  from channel_logs l join channel_accounts a on a.workspace_id = l.workspace_id and a.id = l.account_id
  where l.workspace_id = $1`

/** Count and rows of a workspace's log, newest first; null is no filter. */
export function logList(
  db: Executor,
  workspaceId: number,
  { accountId, status, action }: { accountId: number | null; status: string | null; action: string | null },
) {
  const values = [workspaceId, accountId, status, action]
  const filters = `and ($2::int is null or l.account_id = $2) and ($3::text is null or l.status = $3)
    and ($4::text is null or l.action = $4)`
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from channel_logs l where l.workspace_id = $1 ${filters}`,
        values,
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<LogRow[]> =>
      db.query(`${logSelect} ${filters} order by l.id desc limit $5 offset $6`, [...values, limit, offset]),
  }
}

export async function findLog(db: Executor, workspaceId: number, id: number): Promise<LogRow | null> {
  const [row] = await db.query<LogRow>(`${logSelect} and l.id = $2`, [workspaceId, id])
  return row ?? null
}

/** All accounts of these workspaces, in the order in which everybody locks them. */
export function lockAccountsOf(tx: Executor, workspaceIds: readonly number[]): Promise<AccountRow[]> {
  return tx.query(
    `select ${accountColumns} from channel_accounts where workspace_id = any($1) order by id for update`,
    [workspaceIds],
  )
}
