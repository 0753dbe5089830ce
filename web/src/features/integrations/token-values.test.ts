import { expect, test } from 'vitest'
import { addressesOf, changeOf, inputOf, isAhead, type TokenValues, valuesOf } from './token-values.ts'

const token = {
  name: 'Main shop',
  integration_type: 'woocommerce',
  is_active: true,
  expires_at: '2099-01-01T03:00:42.125Z',
  allowed_ips: ['203.0.113.7'],
  user_email: 'lan@example.com',
} as const
const editable = { ...token, allowed_ips: [...token.allowed_ips] }
const zone = 'Asia/Ho_Chi_Minh'

test('an expiry is edited on the clock of the shop and keeps its seconds while nobody touches it', () => {
  const values = valuesOf(editable, zone)
  expect(values.expires_at).toBe('2099-01-01T10:00')
  expect(changeOf(values, editable, zone).expires_at).toBe(token.expires_at)
  const later = { ...values, expires_at: '2099-01-02T10:00' }
  expect(changeOf(later, editable, zone).expires_at).toBe('2099-01-02T03:00:00.000Z')
  expect(changeOf({ ...values, expires_at: '' }, editable, zone).expires_at).toBeNull()
})

test('a new token gets a trimmed name and no expiry where none was given', () => {
  const values: TokenValues = { ...valuesOf(editable, zone), name: '  Shop  ', expires_at: '' }
  expect(inputOf(values, zone)).toEqual({
    name: 'Shop',
    integration_type: 'woocommerce',
    expires_at: null,
    allowed_ips: ['203.0.113.7'],
  })
})

test('only times ahead are accepted, and none', () => {
  const now = Date.parse('2026-11-21T03:00:00Z')
  expect(isAhead('', zone, now)).toBe(true)
  expect(isAhead('2026-11-21T10:01', zone, now)).toBe(true)
  expect(isAhead('2026-11-21T10:00', zone, now)).toBe(false)
  expect(isAhead('tomorrow', zone, now)).toBe(false)
})

test('a pasted list falls into its addresses', () => {
  expect(addressesOf(' 203.0.113.7, 2001:db8::1\n198.51.100.0/24؛192.0.2.1 ')).toEqual([
    '203.0.113.7',
    '2001:db8::1',
    '198.51.100.0/24',
    '192.0.2.1',
  ])
  expect(addressesOf('  ')).toEqual([])
})
