import type { Executor } from '../../kernel/database/database.ts'

/** An API token without its secret. */
export interface ApiTokenRow {
  id: number
  name: string
  token_preview: string
  last_used_at: string | null
  expires_at: string | null
  is_active: boolean
  permissions: string[]
  created_at: string
  updated_at: string
}

const columns =
  'id, name, token_preview, last_used_at, expires_at, is_active, permissions, created_at, updated_at'

export function listApiTokens(db: Executor, workspaceId: number): Promise<ApiTokenRow[]> {
  return db.query(
    `select ${columns} from api_tokens where workspace_id = $1 order by created_at desc, id desc`,
    [workspaceId],
  )
}

export async function findApiToken(
  db: Executor,
  workspaceId: number,
  id: number,
  lock: '' | 'for update' = '',
): Promise<ApiTokenRow | null> {
  const [row] = await db.query<ApiTokenRow>(
    `select ${columns} from api_tokens where workspace_id = $1 and id = $2 ${lock}`,
    [workspaceId, id],
  )
  return row ?? null
}

export interface NewApiToken {
  workspaceId: number
  createdBy: number
  name: string
  hash: Buffer
  preview: string
  permissions: string[]
  expiresAt: string | null
  now: Date
}

/** Violates `api_tokens_maker` when the maker is no member any more. */
export async function insertApiToken(tx: Executor, token: NewApiToken): Promise<ApiTokenRow> {
  const [row] = await tx.query<ApiTokenRow>(
    `insert into api_tokens (workspace_id, created_by, name, token_hash, token_preview, permissions, expires_at,
       created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning ${columns}`,
    [
      token.workspaceId,
      token.createdBy,
      token.name,
      token.hash,
      token.preview,
      token.permissions,
      token.expiresAt,
      token.now,
    ],
  )
  return row!
}

export async function updateApiToken(
  tx: Executor,
  workspaceId: number,
  row: ApiTokenRow,
  now: Date,
): Promise<ApiTokenRow> {
  const [after] = await tx.query<ApiTokenRow>(
    `update api_tokens set name = $3, expires_at = $4, permissions = $5, is_active = $6, updated_at = $7
     where workspace_id = $1 and id = $2 returning ${columns}`,
    [workspaceId, row.id, row.name, row.expires_at, row.permissions, row.is_active, now],
  )
  return after!
}

export async function deleteApiTokenRow(tx: Executor, workspaceId: number, id: number): Promise<void> {
  await tx.query('delete from api_tokens where workspace_id = $1 and id = $2', [workspaceId, id])
}
