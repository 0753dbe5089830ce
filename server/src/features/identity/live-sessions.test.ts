import { expect, test } from 'vitest'
import type { Executor } from '../../kernel/database/database.ts'
import { createBoundedMap } from './bounded-map.ts'
import { createLiveSessions } from './live-sessions.ts'

const row = {
  session_id: 's1',
  expires_at: '2026-03-08T10:00:00.000Z',
  last_used_at: '2026-03-01T10:00:00.000Z',
  workspace_id: 3,
  user_id: 7,
  uuid: '6262d51a-7d9b-4cc8-a49d-62426aee0cec',
  auth_version: 1,
  is_staff: false,
  language: 'en',
  role: 'owner',
  time_zone: 'UTC',
  currency: 'VND',
  locale: 'vi',
}

/** A database whose answers wait until they are let go. */
function slowDatabase() {
  const waiting: (() => void)[] = []
  let reads = 0
  const db: Executor = {
    query: <Row>() => {
      reads += 1
      return new Promise<Row[]>((resolve) => waiting.push(() => resolve([row as Row])))
    },
  }
  const answered = async <T>(pending: Promise<T>): Promise<T> => {
    waiting.shift()?.()
    return pending
  }
  return { db, reads: () => reads, answered }
}

test.each(['session:s1', 'user:7', 'workspace:3'] as const)(
  '%s is forgotten and read again',
  async (subject) => {
    const { db, reads, answered } = slowDatabase()
    const sessions = createLiveSessions(db)
    sessions.remember(true)
    await answered(sessions.find('s1'))
    await sessions.find('s1')
    expect(reads()).toBe(1)
    sessions.forget(subject)
    await answered(sessions.find('s1'))
    expect(reads()).toBe(2)
  },
)

test('a read that began before a change is not remembered after it', async () => {
  const { db, reads, answered } = slowDatabase()
  const sessions = createLiveSessions(db)
  sessions.remember(true)
  const early = sessions.find('s1')
  sessions.forget('user:7')
  await answered(early)
  await answered(sessions.find('s1'))
  expect(reads()).toBe(2)
})

test('nothing is remembered unless that was switched on, and nothing stays when it is switched off', async () => {
  const { db, reads, answered } = slowDatabase()
  const sessions = createLiveSessions(db)
  await answered(sessions.find('s1'))
  await answered(sessions.find('s1'))
  expect(reads()).toBe(2)
  sessions.remember(true)
  await answered(sessions.find('s1'))
  sessions.remember(false)
  await answered(sessions.find('s1'))
  expect(reads()).toBe(4)
})

test('a full map forgets what was unused for the longest time', () => {
  const map = createBoundedMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
})
