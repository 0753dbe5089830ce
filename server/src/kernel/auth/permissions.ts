import type { Access, Role } from './caller.ts'

/** What an API token may be given; strings stand alone, `write` does not imply `read` (sales contract 2.3). */
export const tokenPermissions = [
  'products:read',
  'products:write',
  'orders:read',
  'orders:write',
  'customers:read',
  'customers:write',
  'shipments:read',
  'shipments:write',
  'reports:read',
] as const

/** What people may do by their role and no token ever may. */
export const peoplePermissions = [
  'records:delete',
  'directory:write',
  'workspace:write',
  'team:manage',
  'tokens:manage',
  'integrations:manage',
] as const

export type TokenPermission = (typeof tokenPermissions)[number]
export type Permission = TokenPermission | (typeof peoplePermissions)[number]

/** Every endpoint of the sales API but the log-in and the health check, under what it needs (sales contract 2.3). */
export const salesEndpoints: Record<Permission, readonly string[]> = {
  'products:read': [
    'GET /api/products',
    'GET /api/products/:id',
    'GET /api/products/:id/variations',
    'GET /api/products/export',
    'GET /api/products/imports',
    'GET /api/products/imports/:id',
    'GET /api/categories',
    'GET /api/categories/:id',
    'GET /api/suppliers',
    'GET /api/suppliers/:id',
    'GET /api/inventory/transactions',
    'GET /api/inventory/low-stock',
    'GET /api/inventory/summary',
  ],
  'products:write': [
    'POST /api/products',
    'PUT /api/products/:id',
    'DELETE /api/products/:id',
    'POST /api/products/imports',
    'PUT /api/products/imports/:id/mapping',
    'POST /api/products/imports/:id/apply',
    'DELETE /api/products/imports/:id',
    'POST /api/categories',
    'PUT /api/categories/:id',
    'DELETE /api/categories/:id',
    'POST /api/suppliers',
    'PUT /api/suppliers/:id',
    'DELETE /api/suppliers/:id',
    'POST /api/inventory/adjust',
    'POST /api/upload/image',
  ],
  'orders:read': [
    'GET /api/orders',
    'GET /api/orders/:id',
    'GET /api/orders/imports',
    'GET /api/orders/imports/:id',
    'GET /api/branches',
    'GET /api/users',
  ],
  'orders:write': [
    'POST /api/orders',
    'PUT /api/orders/:id',
    'PATCH /api/orders/:id/status',
    'POST /api/orders/imports',
    'POST /api/orders/imports/:id/apply',
    'DELETE /api/orders/imports/:id',
  ],
  'customers:read': [
    'GET /api/customers',
    'GET /api/customers/:id',
    'GET /api/customers/:id/orders',
    'GET /api/customer-groups',
    'GET /api/customer-groups/:id',
  ],
  'customers:write': [
    'POST /api/customers',
    'PUT /api/customers/:id',
    'POST /api/customer-groups',
    'PUT /api/customer-groups/:id',
  ],
  'shipments:read': [
    'GET /api/shipments',
    'GET /api/shipments/:id',
    'GET /api/shipping',
    'GET /api/shipping/:id',
  ],
  'shipments:write': ['POST /api/shipments', 'PUT /api/shipments/:id', 'PATCH /api/shipments/:id/status'],
  'reports:read': [
    'GET /api/dashboard/stats',
    'GET /api/reports/sales',
    'GET /api/reports/revenue',
    'GET /api/reports/products',
    'GET /api/reports/orders',
    'GET /api/reports/customers',
    'GET /api/reports/sales-channels',
    'GET /api/reports/end-of-day',
    'GET /api/reports/export',
  ],
  'records:delete': [
    'DELETE /api/orders/:id',
    'DELETE /api/customers/:id',
    'DELETE /api/customer-groups/:id',
    'DELETE /api/shipments/:id',
  ],
  'directory:write': [
    'POST /api/shipping',
    'PUT /api/shipping/:id',
    'DELETE /api/shipping/:id',
    'POST /api/branches',
    'PUT /api/branches/:id',
    'DELETE /api/branches/:id',
  ],
  'tokens:manage': [
    'GET /api/api-tokens',
    'POST /api/api-tokens',
    'GET /api/api-tokens/:id',
    'PUT /api/api-tokens/:id',
    'DELETE /api/api-tokens/:id',
    'POST /api/api-tokens/:id/revoke',
    'POST /api/api-tokens/:id/activate',
  ],
  // The workspace itself and its team are not part of the sales API.
  'workspace:write': [],
  'team:manage': [],
  // Stores and what they send: storefronts contract.
  'integrations:manage': [],
}

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
  'integrations:manage',
]

/** What each role may do in its workspace. */
export const rolePermissions: Record<Role, ReadonlySet<string>> = {
  viewer: new Set(reading),
  seller: new Set(selling),
  manager: new Set(managing),
  owner: new Set<string>([...tokenPermissions, ...peoplePermissions]),
}

/** The access of an endpoint as the table says. Throws for one that the table does not know: add its row. */
export function salesAccess(method: string, path: string): Access {
  const endpoint = `${method} ${path}`
  const row = Object.entries(salesEndpoints).find(([, endpoints]) => endpoints.includes(endpoint))
  if (!row) throw new TypeError(`kernel/auth/permissions.ts does not say who may call ${endpoint}`)
  const permission = row[0] as Permission
  return { kind: 'user', permission, ...(isTokenPermission(permission) ? {} : { peopleOnly: true }) }
}

export function isTokenPermission(permission: unknown): permission is TokenPermission {
  return (tokenPermissions as readonly unknown[]).includes(permission)
}
