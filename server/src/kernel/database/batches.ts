import { isDatabaseAway } from './database.ts'

/** Writes `items` of one key in one transaction. Null: together they cannot be written, and nothing was. */
export type WriteTogether<Item, Result> = (items: Item[]) => Promise<Result[] | null>

export interface BatchOptions<Item, Result> {
  together: WriteTogether<Item, Result>
  /** Writes one item or throws its refusal; called for each item of a batch that cannot be written together. */
  alone: (item: Item) => Promise<Result>
  maxItems: number
  /** So many waiting items are sent although a batch of their key is under way, but never a third batch at once. */
  enoughForSecond: number
}

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

interface Queue<Item, Result> {
  running: number
  waiting: Waiting<Item, Result>[]
}

/**
 * Group commit: an item starts at once while no batch of its key is under way; what arrives meanwhile goes together with
 * the next one, in the order of arrival. An item's promise settles after its own commit or with its own refusal; a
 * neighbour's failure never reaches it.
 */
export function createBatches<Item, Result>(
  options: BatchOptions<Item, Result>,
): (key: number, item: Item) => Promise<Result> {
  const queues = new Map<number, Queue<Item, Result>>()

  const next = (key: number, queue: Queue<Item, Result>): void => {
    if (queue.running === 0 && queue.waiting.length === 0) queues.delete(key)
    const enough = [1, options.enoughForSecond][queue.running] ?? Number.POSITIVE_INFINITY
    if (queue.waiting.length < enough) return
    queue.running++
    void write(options, queue.waiting.splice(0, options.maxItems)).then((settle) => {
      queue.running--
      // The database goes on with the next batch while this process answers for the last one.
      next(key, queue)
      settle()
    })
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(key) ?? { running: 0, waiting: [] }
      queues.set(key, queue)
      queue.waiting.push({ item, resolve, reject })
      next(key, queue)
    })
}

/** Writes the batch and answers what tells everyone in it: their results come out when that is called, not before. */
async function write<Item, Result>(
  options: BatchOptions<Item, Result>,
  batch: Waiting<Item, Result>[],
): Promise<() => void> {
  try {
    const results = batch.length > 1 ? await options.together(batch.map(({ item }) => item)) : null
    if (results) {
      return () => {
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      }
    }
  } catch (error) {
    // Whether the lost connection's commit arrived is unknown: another attempt could write everything twice.
    if (isDatabaseAway(error)) return () => batch.forEach(({ reject }) => void reject(error))
  }
  const outcomes = await Promise.allSettled(batch.map(({ item }) => options.alone(item)))
  return () => {
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index] as PromiseSettledResult<Result>
      if (outcome.status === 'fulfilled') resolve(outcome.value)
      else reject(outcome.reason)
    }
  }
}
