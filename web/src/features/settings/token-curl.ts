import { shellQuoted } from '../orders/curl.ts'
import type { TokenPermission } from './api-tokens.ts'

type Example = { path: string; body?: object }

/** In the order of preference: reading changes nothing, and the last two need nothing that must exist already. */
const examples: [TokenPermission, Example][] = [
  ['products:read', { path: '/api/products?limit=3' }],
  ['orders:read', { path: '/api/orders?limit=3' }],
  ['customers:read', { path: '/api/customers?limit=3' }],
  ['shipments:read', { path: '/api/shipments?limit=3' }],
  ['reports:read', { path: '/api/dashboard/stats?period=7' }],
  ['customers:write', { path: '/api/customers', body: { name: 'Test' } }],
  ['products:write', { path: '/api/products', body: { name: 'Test', price: 1000 } }],
]

/**
 * A command that the token may do at once, or null: what orders and shipments write needs ids of a product or an order
 * that only their owner can name.
 */
export function tokenCurl(origin: string, token: string, permissions: string[]): string | null {
  const found = examples.find(([permission]) => permissions.includes(permission))?.[1]
  if (!found) return null
  const parts = [
    'curl',
    shellQuoted(origin + found.path),
    '-H',
    shellQuoted(`Authorization: Bearer ${token}`),
  ]
  if (found.body) {
    parts.push('-H', shellQuoted('Content-Type: application/json'))
    parts.push('-d', shellQuoted(JSON.stringify(found.body)))
  }
  return parts.join(' ')
}
