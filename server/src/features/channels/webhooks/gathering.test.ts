import { expect, test } from 'vitest'
import { gathering } from './gathering.ts'

test('what comes during a run is done together by the next, at most so much', async () => {
  const runs: number[][] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ask = gathering(
    async (items: number[]) => {
      runs.push(items)
      await gates[runs.length - 1]!.promise
      return items.length
    },
    { lanes: 1, most: 3 },
  )
  const answers = [1, 2, 3, 4, 5].map(ask)
  for (const gate of gates) gate.resolve()
  expect(await Promise.all(answers)).toEqual([1, 3, 3, 3, 1])
  expect(runs).toEqual([[1], [2, 3, 4], [5]])
})

test('a run that fails fails those who asked for it and nobody else', async () => {
  const ask = gathering(
    async (items: string[]) => {
      if (items.includes('bad')) throw new Error('no')
      return items.join()
    },
    { lanes: 1, most: 10 },
  )
  const first = ask('good')
  const second = [ask('bad'), ask('beside it')]
  expect(await first).toBe('good')
  expect((await Promise.allSettled(second)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask('later')).toBe('later')
})
