import type { Executor, Transaction } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'

/**
 * What features announce to each other. `Catalogue` maps event names to payloads, for example
 * `{ 'order.placed': { orderId: number } }`; payloads are plain JSON data.
 */
export interface Events<Catalogue extends Record<string, object>> {
  /** Announces in the transaction: nobody hears of it unless that commits. */
  emit<Name extends keyof Catalogue & string>(
    tx: Transaction,
    name: Name,
    payload: Catalogue[Name],
  ): Promise<void>
  /**
   * In this process, right after the commit, at most once: for caches and sockets. An error is logged and
   * reaches neither the announcer nor the other listeners.
   */
  on<Name extends keyof Catalogue & string>(
    name: Name,
    listener: (payload: Catalogue[Name]) => void | Promise<void>,
  ): void
  /**
   * As the job `<name>/<subscriber>` queued in the same transaction, at least once, in any process: for effects that
   * must happen. Subscribe before the jobs start.
   */
  onDurably<Name extends keyof Catalogue & string>(
    name: Name,
    subscriber: string,
    handler: (payload: Catalogue[Name]) => Promise<unknown>,
  ): void
}

interface EventsOptions {
  jobs: Pick<Jobs, 'define' | 'enqueue'>
  log: { error(details: object, message: string): void }
}

export function createEvents<Catalogue extends Record<string, object>>(
  options: EventsOptions,
): Events<Catalogue> {
  const { jobs, log } = options
  const listeners = new Map<string, ((payload: never) => void | Promise<void>)[]>()
  const durable = new Map<string, string[]>()

  async function deliver(name: string, payload: object): Promise<void> {
    for (const listener of listeners.get(name) ?? []) {
      try {
        await listener(payload as never)
      } catch (error) {
        log.error({ err: error, event: name }, 'event listener failed')
      }
    }
  }

  async function enqueueAll(tx: Executor, name: string, payload: object): Promise<void> {
    for (const job of durable.get(name) ?? []) await jobs.enqueue(tx, job, payload)
  }

  return {
    async emit(tx, name, payload) {
      await enqueueAll(tx, name, payload)
      if (listeners.has(name)) tx.afterCommit(() => void deliver(name, payload))
    },
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener])
    },
    onDurably(name, subscriber, handler) {
      const job = `${name}/${subscriber}`
      jobs.define(job, { handler: (payload) => handler(payload as never) })
      durable.set(name, [...(durable.get(name) ?? []), job])
    },
  }
}
