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

export const roles = ['owner', 'manager', 'seller', 'viewer'] as const
export type Role = (typeof roles)[number]

const reading: Permission[] = [
  'products:read',
  'orders:read',
  'customers:read',
  'shipments:read',
  'reports:read',
]
const selling: Permission[] = [...reading, 'orders:write', 'customers:write', 'shipments:write']
const managing: Permission[] = [
  ...selling,
  'products:write',
  'records:delete',
  'directory:write',
  'workspace:write',
]

const granted: Record<Role, ReadonlySet<Permission>> = {
  viewer: new Set(reading),
  seller: new Set(selling),
  manager: new Set(managing),
  owner: new Set([...managing, 'team:manage', 'tokens:manage']),
}

/** What a role may do; an unknown role gets what every member has. */
export function allows(role: string, permission: Permission): boolean {
  return (granted[role as Role] ?? granted.viewer).has(permission)
}

/**
 * What the signed-in person may do in the workspace at hand: `can('orders:write')`. It only decides what the pages
 * offer; the server decides again at every request. Nobody signed in: nothing.
 */
export function usePermissions(): { role: string | null; can: (permission: Permission) => boolean } {
  const role = useMaybeUser()?.workspace.role ?? null
  const can = useCallback((permission: Permission) => role !== null && allows(role, permission), [role])
  return { role, can }
}
