import { expect, test } from 'vitest'
import { byDay, olderPage, type Thread, withNewest, withOlder } from './thread.ts'

type Row = { id: number; created_at: string; read?: boolean }

const row = (id: number): Row => ({ id, created_at: new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString() })
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => row(from + index))
const ids = ({ messages }: Thread<Row>) => messages.map(({ id }) => id)

/** A page of the server, which lists the newest first. */
function served(total: number, page: number, size = 3) {
  const all = rows(1, total).reverse()
  return { count: total, results: all.slice((page - 1) * size, page * size) }
}

test('a thread grows backwards without gaps or doubles, also while messages arrive', () => {
  let thread = withNewest<Row>(undefined, served(8, 1))
  expect(ids(thread)).toEqual([6, 7, 8])
  thread = withOlder(thread, served(8, olderPage(thread, 3)!))
  expect(ids(thread)).toEqual([3, 4, 5, 6, 7, 8])
  thread = withNewest(thread, served(10, 1))
  expect(ids(thread)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  // The eleventh comes without being seen, and pushes what is read by one.
  thread = withOlder(thread, served(11, olderPage(thread, 3)!))
  expect(ids(thread)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  thread = withNewest(thread, served(11, 1))
  thread = withOlder(thread, served(11, olderPage(thread, 3)!))
  expect(ids(thread)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  expect(olderPage(thread, 3)).toBeNull()
})

test('after a long absence the thread starts anew instead of hiding what lies between', () => {
  const thread = withNewest(withNewest<Row>(undefined, served(3, 1)), served(20, 1))
  expect(ids(thread)).toEqual([18, 19, 20])
  expect(olderPage(thread, 3)).toBe(2)
})

test('what is read again replaces what was known', () => {
  const thread = withNewest<Row>(undefined, { count: 1, results: [row(1)] })
  const read = { ...row(1), read: true }
  expect(withNewest(thread, { count: 1, results: [read] }).messages).toEqual([read])
})

test('days are those of the workspace', () => {
  const messages = [
    { id: 1, created_at: '2026-01-01T20:30:00Z' },
    { id: 2, created_at: '2026-01-01T21:30:00Z' },
  ]
  expect(byDay(messages, 'Asia/Baghdad').map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-02'])
  expect(byDay(messages, 'UTC')).toHaveLength(1)
})
