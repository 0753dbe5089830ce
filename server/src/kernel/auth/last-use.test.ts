import { expect, test } from 'vitest'
import type { Executor } from '../database/database.ts'
import { createLastUse } from './last-use.ts'

interface Written {
  text: string
  values: unknown[]
}

/** A database that answers when it is told to. */
function slowDatabase() {
  const written: Written[] = []
  const waiting: { resolve(): void; reject(error: Error): void }[] = []
  const db: Executor = {
    query: (statement, values = []) => {
      written.push({ text: String(statement), values })
      return new Promise((resolve, reject) => waiting.push({ resolve: () => resolve([]), reject }))
    },
  }
  return { db, written, waiting }
}
const log = { warn() {} }
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds))

test('the end of the process waits for what is being written and writes what was not yet', async () => {
  const { db, written, waiting } = slowDatabase()
  const use = createLastUse(db, log, 'things')
  use.note(1, null, at(0))
  use.note(1, null, at(1))
  use.note(2, at(0).toISOString(), at(59))
  expect(written).toHaveLength(1)
  let done = false
  const flushed = use.flush().then(() => {
    done = true
  })
  await Promise.resolve()
  expect(done).toBe(false)
  waiting[0]!.resolve()
  await expect.poll(() => written.length).toBe(2)
  expect(written[1]!.values).toEqual([
    [1, 2],
    [at(1), at(59)],
  ])
  waiting[1]!.resolve()
  await flushed
  await use.flush()
  expect(written).toHaveLength(2)
})

test('a failed note is made up for by the next use or at the end', async () => {
  const { db, written, waiting } = slowDatabase()
  const use = createLastUse(db, log, 'things')
  use.note(1, null, at(0))
  waiting[0]!.reject(new Error('away'))
  await expect
    .poll(() => {
      use.note(1, null, at(5))
      return written.length
    })
    .toBe(2)
  waiting[1]!.resolve()
  await use.flush()
  expect(written[1]!.values[1]).toEqual(at(5))
})

test('a request that read the credential before its last write does not write again', async () => {
  const { db, written, waiting } = slowDatabase()
  const use = createLastUse(db, log, 'things')
  use.note(1, null, at(0))
  waiting[0]!.resolve()
  await new Promise(setImmediate)
  use.note(1, null, at(2))
  expect(written).toHaveLength(1)
  use.note(1, null, at(60))
  expect(written).toHaveLength(2)
})
