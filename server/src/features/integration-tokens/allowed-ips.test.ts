import { expect, test } from 'vitest'
import { isAddressAllowed, parseAddressRange } from './allowed-ips.ts'

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', '::ffff:192.0.2.1'],
  ['192.0.2.1', '::ffff:c000:201'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['0:0:0:0:0:FFFF:C000:0201', '192.0.2.1'],
  ['::ffff:192.0.2.0/120', '192.0.2.77'],
  ['10.1.2.3/8', '10.200.0.1'],
  ['0.0.0.0/0', '198.51.100.4'],
  ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'],
  ['2001:db8::/33', '2001:db8:7fff::1'],
  ['fe80::1', 'fe80::1%eth0'],
])('%s lets %s in', (entry, client) => {
  expect(isAddressAllowed(['203.0.113.1', entry], client)).toBe(true)
})

test.each([
  ['192.0.2.1', '192.0.2.2'],
  ['192.0.2.1', '::ffff:192.0.2.2'],
  ['192.0.2.1', '2001:db8::1'],
  ['10.0.0.0/8', '11.0.0.1'],
  ['::ffff:192.0.2.0/120', '192.0.3.1'],
  ['2001:db8::1', '2001:db8::2'],
  ['2001:db8::/33', '2001:db8:8000::1'],
  ['192.0.2.1', ''],
  ['192.0.2.1', 'unknown'],
  ['192.0.2.1', '192.0.2.1.example.com'],
])('%s keeps %j out', (entry, client) => {
  expect(isAddressAllowed([entry], client)).toBe(false)
})

test('no list keeps nobody out', () => {
  expect(isAddressAllowed([], 'anything')).toBe(true)
})

test.each([
  '',
  'localhost',
  '192.0.2',
  '192.0.2.256',
  '010.0.0.1',
  '192.0.2.1/33',
  '192.0.2.1/',
  '192.0.2.1/08',
  '192.0.2.1/8/8',
  '192.0.2.1/-1',
  '192.0.2.1:80',
  '192.0.2.1 ',
  '2001:db8::/129',
  '[2001:db8::1]',
  'fe80::1%eth0',
  ':::',
])('%j is no address', (text) => {
  expect(parseAddressRange(text)).toBeNull()
})
