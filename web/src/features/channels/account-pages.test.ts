import { expect, test } from 'vitest'
import { limitEnd, pagesOf } from './account-pages.ts'

test('pages are those of the metadata; one without a name goes by its id', () => {
  const pages = [
    { id: '7', name: 'My Page', category: 'Shop' },
    { id: '8', name: '' },
    { name: 'none' },
    null,
  ]
  expect(pagesOf({ metadata: { pages } })).toEqual([
    { id: '7', name: 'My Page' },
    { id: '8', name: '8' },
  ])
  expect(pagesOf({ metadata: {} })).toEqual([])
  expect(pagesOf({ metadata: { pages: 'many' } })).toEqual([])
})

test('a limit ends when the metadata says so, and is none without a readable time', () => {
  expect(limitEnd({ metadata: { rate_limit: { retry_at: '2026-01-31T10:00:00Z' } } })).toBe(
    Date.UTC(2026, 0, 31, 10),
  )
  for (const rate_limit of [{}, null, { retry_at: null }, { retry_at: 'soon' }, undefined])
    expect(limitEnd({ metadata: { rate_limit } })).toBeNull()
})
