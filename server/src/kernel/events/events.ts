import type { Executor, Transaction } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'

/** What the features announce: each adds its own events and their payloads, plain JSON data, by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the features, which the kernel does not know
export interface EventCatalogue {}

type Payloads<Catalogue> = { [Name in keyof Catalogue]: object }

/**
 * What features announce to each other. `Catalogue` maps event names to payloads, for example
 * `{ 'order.placed': { orderId: number } }`; payloads are plain JSON data.
 */
export interface Events<Catalogue extends Payloads<Catalogue>> {
  /** Announces in the transaction: but for `within`, nobody hears of it unless that commits. */
  emit<Name extends keyof Catalogue & string>(
    tx: Transaction,
    name: Name,
    payload: Catalogue[Name],
  ): Promise<void>
  /**
   * In the announcer's transaction, before `emit` returns, for what must hold together with the announced change. What
   * the listener throws undoes that change as well.
   */
  within<Name extends keyof Catalogue & string>(
    name: Name,
    listener: (tx: Transaction, payload: Catalogue[Name]) => Promise<void>,
  ): void
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

export function createEvents<Catalogue extends Payloads<Catalogue>>(
  options: EventsOptions,
): Events<Catalogue> {
  const { jobs, log } = options
  const listeners = new Map<string, ((payload: never) => void | Promise<void>)[]>()
  const durable = new Map<string, string[]>()
  const inside = new Map<string, ((tx: Transaction, payload: never) => Promise<void>)[]>()

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
      for (const listener of inside.get(name) ?? []) await listener(tx, payload as never)
      await enqueueAll(tx, name, payload)
      if (listeners.has(name)) tx.afterCommit(() => void deliver(name, payload))
    },
    within(name, listener) {
      inside.set(name, [...(inside.get(name) ?? []), listener])
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
