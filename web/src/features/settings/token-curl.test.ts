import { expect, test } from 'vitest'
import { tokenPermissions } from './api-tokens.ts'
import { tokenCurl } from './token-curl.ts'

const curl = (...permissions: string[]) => tokenCurl('https://shop.example.com', 'tcpf_1', permissions)

test('reads when the token may read', () => {
  expect(curl('orders:write', 'orders:read')).toBe(
    "curl 'https://shop.example.com/api/orders?limit=3' -H 'Authorization: Bearer tcpf_1'",
  )
})

test('writes only what needs nothing else', () => {
  expect(curl('customers:write')).toContain(`-d '{"name":"Test"}'`)
  expect(curl('orders:write', 'shipments:write')).toBeNull()
  expect(curl()).toBeNull()
})

test('uses a permission that the token has', () => {
  for (const permission of tokenPermissions) {
    const command = curl(permission)
    const resource = permission === 'reports:read' ? 'dashboard' : permission.split(':')[0]
    if (command) expect(command).toContain(`/api/${resource}`)
  }
})
