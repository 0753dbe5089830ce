import type { Authenticator, Caller, Role } from '../../kernel/auth/caller.ts'
import type { LastUse } from '../../kernel/auth/last-use.ts'
import { apiTokenForm, hashMachineToken, hasTokenForm } from '../../kernel/auth/machine-token.ts'
import { rolePermissions } from '../../kernel/auth/permissions.ts'
import type { Services } from '../../kernel/services.ts'

interface TokenCallerRow {
  id: number
  permissions: string[]
  last_used_at: string | null
  user_id: number
  uuid: string
  language: string
  role: Role
  workspace_id: number
  time_zone: string
  currency: string
  locale: string
}

/** Found by the hash alone; one statement says all that a request needs and nothing of it is remembered. */
const callerStatement = {
  name: 'api-token-caller',
  text: `select t.id, t.permissions, t.last_used_at, t.workspace_id, u.id as user_id, u.uuid, u.language,
           m.role, w.time_zone, w.currency, w.locale
         from api_tokens t
         join memberships m on m.workspace_id = t.workspace_id and m.user_id = t.created_by
         join users u on u.id = t.created_by
         join workspaces w on w.id = t.workspace_id
         where t.token_hash = $1 and t.is_active and (t.expires_at is null or t.expires_at > $2)
           and u.is_active and u.deleted_at is null`,
}

/**
 * Answers for whom an API token acts (sales contract 2.2). Every request reads the token, so that revocation, expiry and
 * changes are effective for the next one in every process; a mistyped token is refused without asking the database.
 */
export function createApiTokenAuthenticator(
  services: Pick<Services, 'db' | 'clock'>,
  lastUse: LastUse,
): Authenticator {
  return {
    contract: 'sales',
    claims: (token) => token.startsWith(apiTokenForm.prefix),
    async authenticate(token) {
      if (!hasTokenForm(apiTokenForm, token)) return null
      const now = services.clock.now()
      const [row] = await services.db.query<TokenCallerRow>(callerStatement, [hashMachineToken(token), now])
      if (!row) return null
      lastUse.note(row.id, row.last_used_at, now)
      return callerOf(row)
    },
  }
}

function callerOf(row: TokenCallerRow): Caller {
  const allowed = rolePermissions[row.role]
  return {
    kind: 'token',
    userId: row.user_id,
    userUuid: row.uuid,
    sessionId: null,
    tokenId: row.id,
    workspaceId: row.workspace_id,
    role: row.role,
    // Whatever its maker is, a token administers nothing.
    isStaff: false,
    permissions: new Set(row.permissions.filter((permission) => allowed.has(permission))),
    timeZone: row.time_zone,
    currency: row.currency,
    locale: row.locale,
    language: row.language,
  }
}
