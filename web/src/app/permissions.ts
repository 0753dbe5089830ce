import { useCallback } from 'react'
import { useMaybeUser } from './session.tsx'

/** The nine of an API token (sales contract 2.3), then what only people may do. */
export type Permission =
  | 'products:read'
  | 'products:write'
  | 'orders:read'
  | 'orders:write'
  | 'customers:read'
  | 'customers:write'
  | 'shipments:read'
  | 'shipments:write'
  | 'reports:read'
  /** Delete orders, customers, customer groups and shipments. */
  | 'records:delete'
  /** Create, change and delete carriers and branches. */
  | 'directory:write'
  /** Change the shop's name, time zone, currency and language. */
  | 'workspace:write'
  | 'team:manage'
  | 'tokens:manage'
  /** Connect stores and see what they send. */
  | 'integrations:manage'

export const roles = ['owner', 'manager', 'seller', 'viewer'] as const
export type Role = (typeof roles)[number]

/**
 * What the signed-in person may do in the workspace at hand: `can('orders:write')`. The server says it with the user
 * (docs/team.md) and decides again at every request; this only decides what the pages offer. Nobody signed in: nothing.
 */
export function usePermissions(): { role: string | null; can: (permission: Permission) => boolean } {
  const workspace = useMaybeUser()?.workspace
  const granted = workspace?.permissions
  const can = useCallback((permission: Permission) => granted?.includes(permission) ?? false, [granted])
  return { role: workspace?.role ?? null, can }
}
