import { expect, test } from 'vitest'
import { allows, type Permission, roles } from './permissions.ts'

const reading: Permission[] = [
  'products:read',
  'orders:read',
  'customers:read',
  'shipments:read',
  'reports:read',
]

test.each(roles)('a %s may read the shop', (role) => {
  expect(reading.filter((one) => !allows(role, one))).toEqual([])
})

test('a viewer changes nothing, a seller sells but neither deletes nor manages', () => {
  expect(allows('viewer', 'orders:write')).toBe(false)
  expect(allows('seller', 'orders:write')).toBe(true)
  for (const one of ['records:delete', 'products:write', 'workspace:write', 'team:manage'] as const)
    expect(allows('seller', one), one).toBe(false)
})

test('only owners invite people and hand out API tokens', () => {
  expect(roles.filter((role) => allows(role, 'team:manage'))).toEqual(['owner'])
  expect(roles.filter((role) => allows(role, 'tokens:manage'))).toEqual(['owner'])
})

test('a role that this version of the app does not know may not write', () => {
  expect(allows('auditor', 'orders:write')).toBe(false)
})
