import { expect, test, vi } from 'vitest'
import type { Transaction } from '../database/database.ts'
import { createEvents } from './events.ts'

type Catalogue = { 'order.placed': { orderId: number }; 'order.cancelled': { orderId: number } }

function setUp() {
  const afterCommit: (() => void)[] = []
  const tx = { query: async () => [], afterCommit: (action) => afterCommit.push(action) } as Transaction
  const jobs = { define: vi.fn(), enqueue: vi.fn(async () => 'id') }
  const log = { error: vi.fn() }
  const events = createEvents<Catalogue>({ jobs, log })
  return { events, jobs, log, tx, commit: () => afterCommit.forEach((action) => void action()) }
}

test('a listener hears of an event after the commit and not before', async () => {
  const { events, tx, commit } = setUp()
  const heard: number[] = []
  events.on('order.placed', ({ orderId }) => void heard.push(orderId))
  await events.emit(tx, 'order.placed', { orderId: 5 })
  expect(heard).toEqual([])
  commit()
  expect(heard).toEqual([5])
})

test('a listener hears only the events that it asked for', async () => {
  const { events, tx, commit } = setUp()
  const heard: number[] = []
  events.on('order.placed', ({ orderId }) => void heard.push(orderId))
  await events.emit(tx, 'order.cancelled', { orderId: 5 })
  commit()
  expect(heard).toEqual([])
})

test('a failing listener is logged and keeps the event from nobody', async () => {
  const { events, log, tx, commit } = setUp()
  const heard = Promise.withResolvers<number>()
  events.on('order.placed', () => {
    throw new Error('broken')
  })
  events.on('order.placed', async () => Promise.reject(new Error('broken later')))
  events.on('order.placed', ({ orderId }) => heard.resolve(orderId))
  await events.emit(tx, 'order.placed', { orderId: 5 })
  commit()
  expect(await heard.promise).toBe(5)
  expect(log.error).toHaveBeenCalledTimes(2)
})

test('each durable subscriber gets a job of its own in the transaction of the event', async () => {
  const { events, jobs, tx } = setUp()
  events.onDurably('order.placed', 'mail', async () => {})
  events.onDurably('order.placed', 'sync', async () => {})
  await events.emit(tx, 'order.placed', { orderId: 5 })
  expect(jobs.define.mock.calls.map(([name]) => name)).toEqual(['order.placed/mail', 'order.placed/sync'])
  expect(jobs.enqueue.mock.calls).toEqual([
    [tx, 'order.placed/mail', { orderId: 5 }],
    [tx, 'order.placed/sync', { orderId: 5 }],
  ])
})

test('a listener within the transaction has done its work before the announcer goes on', async () => {
  const { events, tx } = setUp()
  const heard: unknown[] = []
  events.within('order.placed', async (given, { orderId }) => void heard.push([given === tx, orderId]))
  await events.emit(tx, 'order.placed', { orderId: 5 })
  expect(heard).toEqual([[true, 5]])
})

test('what a listener within the transaction throws reaches the announcer, and nothing is queued', async () => {
  const { events, jobs, tx } = setUp()
  events.onDurably('order.placed', 'mail', async () => {})
  events.within('order.placed', () => Promise.reject(new Error('refused')))
  await expect(events.emit(tx, 'order.placed', { orderId: 5 })).rejects.toThrow('refused')
  expect(jobs.enqueue).not.toHaveBeenCalled()
})
