import type { Role } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { IntegrationType } from './token-forms.ts'

/** A token with everything that letting a store in depends on. */
export interface StoreTokenRow {
  id: string
  token_hash: Buffer
  workspace_id: number
  workspace_currency: string
  user_id: number
  user_email: string
  username: string
  /** False when the account is disabled or deleted. */
  user_is_active: boolean
  /** Null: no member of the workspace any more. */
  role: Role | null
  integration_type: IntegrationType
  name: string
  is_active: boolean
  expires_at: string | null
  allowed_ips: string[]
  store_host: string | null
  store_currency: string | null
  last_used_at: string | null
  usage_count: number
  created_at: string
}

const select = `select t.id, t.token_hash, t.workspace_id, w.currency as workspace_currency, t.user_id,
    coalesce(u.email, '') as user_email, coalesce(nullif(u.username, ''), u.email, '') as username,
    u.is_active and u.deleted_at is null as user_is_active, m.role, t.integration_type, t.name, t.is_active, t.expires_at,
    t.allowed_ips, t.store_host, t.store_currency, t.last_used_at, t.usage_count, t.created_at
  from integration_tokens t
  join users u on u.id = t.user_id
  join workspaces w on w.id = t.workspace_id
  left join memberships m on m.workspace_id = t.workspace_id and m.user_id = t.user_id
  where t.deleted_at is null and `

export async function findStoreTokenByHash(db: Executor, hash: Buffer): Promise<StoreTokenRow | null> {
  const statement = { name: 'store-token-by-hash', text: `${select} t.token_hash = $1` }
  const [row] = await db.query<StoreTokenRow>(statement, [hash])
  return row ?? null
}

export async function findStoreTokenById(db: Executor, id: string): Promise<StoreTokenRow | null> {
  const statement = { name: 'store-token-by-id', text: `${select} t.id = $1` }
  const [row] = await db.query<StoreTokenRow>(statement, [id])
  return row ?? null
}

export interface Usage {
  usageCount: number
  lastUsedAt: string
}

/** Counts one use; null when the token was deleted meanwhile. */
export async function countTokenUse(db: Executor, tokenId: string, now: Date): Promise<Usage | null> {
  const [row] = await db.query<{ usage_count: number; last_used_at: string }>(
    {
      name: 'count-store-token-use',
      text: `update integration_tokens set usage_count = usage_count + 1, last_used_at = greatest(last_used_at, $2)
             where id = $1 and deleted_at is null returning usage_count, last_used_at`,
    },
    [tokenId, now],
  )
  return row ? { usageCount: row.usage_count, lastUsedAt: row.last_used_at } : null
}

export async function saveStoreFacts(
  tx: Executor,
  tokenId: string,
  facts: { host: string | null; currency: string | null },
): Promise<void> {
  await tx.query(
    `update integration_tokens set store_host = coalesce($2, store_host), store_currency = coalesce($3, store_currency)
     where id = $1`,
    [tokenId, facts.host, facts.currency],
  )
}
