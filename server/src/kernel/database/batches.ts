import { isDatabaseAway } from './database.ts'

/** Writes `items` of one key in one transaction. Null: together they cannot be written, and nothing was. */
export type WriteTogether<Item, Result> = (items: Item[]) => Promise<Result[] | null>

export interface BatchOptions<Item, Result> {
  together: WriteTogether<Item, Result>
  /** Writes one item or throws its refusal; called for each item of a batch that cannot be written together. */
  alone: (item: Item) => Promise<Result>
  maxItems: number
  /** Batches of one key on their way to the database at once. */
  maxRunning: number
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
 * Group commit: an item starts at once while fewer than `maxRunning` batches of its key are under way; what arrives
 * meanwhile goes together with the next one, in the order of arrival. An item's promise settles after its own commit or
 * with its own refusal; a neighbour's failure never reaches it.
 */
export function createBatches<Item, Result>(
  options: BatchOptions<Item, Result>,
): (key: number, item: Item) => Promise<Result> {
  const queues = new Map<number, Queue<Item, Result>>()

  const next = (key: number, queue: Queue<Item, Result>): void => {
    if (queue.running === 0 && queue.waiting.length === 0) queues.delete(key)
    if (queue.running >= options.maxRunning || queue.waiting.length === 0) return
    queue.running++
    void write(options, queue.waiting.splice(0, options.maxItems)).then(() => {
      queue.running--
      next(key, queue)
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

async function write<Item, Result>(options: BatchOptions<Item, Result>, batch: Waiting<Item, Result>[]) {
  try {
    const results = batch.length > 1 ? await options.together(batch.map(({ item }) => item)) : null
    if (results) {
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      return
    }
  } catch (error) {
    // Whether the lost connection's commit arrived is unknown: another attempt could write everything twice.
    if (isDatabaseAway(error)) {
      for (const { reject } of batch) reject(error)
      return
    }
  }
  await Promise.all(batch.map(({ item, resolve, reject }) => options.alone(item).then(resolve, reject)))
}
