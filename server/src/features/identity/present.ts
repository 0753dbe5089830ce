import type { Config } from '../../config.ts'
import type { Role } from '../../kernel/auth/caller.ts'
import { rolePermissions } from '../../kernel/auth/permissions.ts'
import { mediaUrl } from '../uploads/index.ts'
import type { PublicUserRow, UserRow } from './users.ts'

interface Named {
  uuid: string
  username: string | null
  full_name: string
}

/** The name under which others see a user; never a part of his e-mail. */
export function displayName(user: Named): string {
  return user.full_name || user.username || `user-${user.uuid.slice(0, 6)}`
}

/** User, own view (marketplace contract 3). */
export function presentUser(config: Config, row: UserRow) {
  return {
    id: row.uuid,
    email: row.email,
    username: row.username,
    full_name: row.full_name,
    display_name: displayName(row),
    name: displayName(row),
    bio: row.bio,
    phone_number: row.phone_number,
    telegram_id: row.telegram_id,
    avatar: row.avatar && mediaUrl(config, row.avatar),
    is_verified: row.is_verified,
    is_staff: row.is_staff,
    role: row.is_staff ? 'admin' : 'user',
    plan: 'free',
    is_premium: false,
    is_pro: false,
    rating: row.rating,
    total_sales: row.total_sales,
    total_purchases: row.total_purchases,
    balance: '0.00',
    language: row.language,
    timezone: row.timezone,
    created_at: row.created_at,
    last_login: row.last_login,
    workspace: presentWorkspace(
      {
        id: row.workspace_id,
        name: row.workspace_name,
        time_zone: row.workspace_time_zone,
        currency: row.workspace_currency,
        locale: row.workspace_locale,
      },
      row.role,
    ),
  }
}

/** A workspace with what a member of that role may do there. */
export function presentWorkspace<W extends object>(workspace: W, role: Role) {
  return { ...workspace, role, permissions: [...rolePermissions[role]] }
}

/** PublicUser (marketplace contract 3). */
export function presentPublicUser(config: Config, row: PublicUserRow) {
  return {
    id: row.uuid,
    username: row.username,
    display_name: displayName(row),
    avatar: row.avatar && mediaUrl(config, row.avatar),
    rating: row.rating,
    total_sales: row.total_sales,
    created_at: row.created_at,
    bio: row.bio,
    plan: 'free',
    is_premium: false,
    is_pro: false,
  }
}
