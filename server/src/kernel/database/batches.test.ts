import { expect, test } from 'vitest'
import { createBatches } from './batches.ts'

/** Batches over a database that is played here; `sizes` tells what was written together, `finish` ends the oldest write. */
function played(answer: (items: string[]) => Promise<string[] | null>) {
  const sizes: number[] = []
  const held: (() => void)[] = []
  const hold = () => new Promise<void>((resolve) => held.push(resolve))
  const enqueue = createBatches<string, string>({
    together: async (items) => {
      sizes.push(items.length)
      await hold()
      return answer(items)
    },
    alone: async (item) => {
      sizes.push(1)
      await hold()
      if (item === 'bad') throw new Error('refused')
      return `${item} alone`
    },
    maxItems: 3,
    enoughForSecond: 5,
  })
  const finish = async (count = 1) => {
    for (let i = 0; i < count; i++) held.shift()?.()
    await new Promise(setImmediate)
  }
  return { sizes, enqueue, finish }
}

const settled = (promises: Promise<string>[]) =>
  Promise.allSettled(promises).then((all) =>
    all.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason.message))),
  )

test('the first item starts at once, those that arrive meanwhile go together, as many as allowed', async () => {
  const { sizes, enqueue, finish } = played(async (items) => items.map((item) => `${item} together`))
  const all = settled(['a', 'b', 'c', 'd', 'e'].map((item) => enqueue(1, item)))
  expect(sizes).toEqual([1])
  await finish()
  expect(sizes).toEqual([1, 3])
  await finish()
  await finish()
  expect(sizes).toEqual([1, 3, 1])
  expect(await all).toEqual(['a alone', 'b together', 'c together', 'd together', 'e alone'])
})

test('when enough are waiting they do not wait for the first batch, but a third batch waits', async () => {
  const { sizes, enqueue, finish } = played(async (items) => items)
  const all = settled(Array.from({ length: 11 }, (_, i) => enqueue(1, `${i}`)))
  expect(sizes).toEqual([1, 3])
  await finish(2)
  await finish(2)
  await finish()
  await finish()
  expect(sizes).toEqual([1, 3, 3, 3, 1])
  expect((await all).length).toBe(11)
})

test('another key never waits', async () => {
  const { sizes, enqueue, finish } = played(async (items) => items)
  const all = settled([enqueue(1, 'a'), enqueue(2, 'b')])
  expect(sizes).toEqual([1, 1])
  await finish(2)
  expect(await all).toEqual(['a alone', 'b alone'])
})

test.each([
  ['refuses', async () => null],
  ['fails', () => Promise.reject(new Error('broken'))],
])('when the whole %s, each item is written alone and only the bad one is refused', async (_, answer) => {
  const { sizes, enqueue, finish } = played(answer)
  const all = settled(['a', 'b', 'bad', 'c'].map((item) => enqueue(1, item)))
  await finish()
  await finish()
  expect(sizes).toEqual([1, 3, 1, 1, 1])
  await finish(3)
  expect(await all).toEqual(['a alone', 'b alone', 'refused', 'c alone'])
})

test('after a lost connection nothing is written a second time', async () => {
  const { sizes, enqueue, finish } = played(() =>
    Promise.reject(Object.assign(new Error('Connection terminated unexpectedly'))),
  )
  const all = settled(['a', 'b', 'c'].map((item) => enqueue(1, item)))
  await finish()
  await finish()
  expect(sizes).toEqual([1, 2])
  const lost = 'Connection terminated unexpectedly'
  expect(await all).toEqual(['a alone', lost, lost])
})
