import { expect, test } from 'vitest'
import { ownPathOnly } from './own-path.ts'

test.each([
  ['/orders?page=2#x', '/orders?page=2#x'],
  ['/', '/'],
  ['/a/../b', '/b'],
])('keeps the own path %s', (target, path) => {
  expect(ownPathOnly(target)).toBe(path)
})

test.each([
  undefined,
  '',
  'orders',
  'https://evil.example/',
  '//evil.example/x',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/..//evil.example',
  '/login?next=/x',
  '/signup',
])('refuses %s', (target) => {
  expect(ownPathOnly(target)).toBeUndefined()
})
