import type { Clock } from '../clock/clock.ts'

/**
 * Short-lived facts, shared by the processes of an installation; anything in it may be gone at any time. After an outage of the store
 * a process that ended meanwhile may leave a value behind that it meant to remove: what must never be stale says its version, and
 * the reader compares it. Values are plain JSON data.
 */
export interface Cache {
  get<Value>(key: string): Promise<Value | null>
  set(key: string, value: unknown, ttlSeconds: number): Promise<void>
  delete(key: string): Promise<void>
  /**
   * Adds one and returns the sum; a missing key starts at 0 and lives `ttlSeconds` from its first increment. Returns 0 when nothing
   * could be counted: a limit then lets pass.
   */
  increment(key: string, ttlSeconds: number): Promise<number>
  /** Throws when the cache cannot be used. */
  ping(): Promise<void>
}

interface Entry {
  json: string
  expiresAt: number
}

/** A cache in this process: at most `maxEntries`, the least recently used goes first. */
export function createMemoryCache(options: { clock: Clock; maxEntries?: number }): Cache {
  const { clock, maxEntries = 50_000 } = options
  // A Map keeps insertion order, so re-inserting on every use makes the first entry the least recently used.
  const entries = new Map<string, Entry>()

  function use(key: string): Entry | null {
    const entry = entries.get(key)
    if (entry === undefined) return null
    entries.delete(key)
    if (entry.expiresAt <= clock.now().getTime()) return null
    entries.set(key, entry)
    return entry
  }

  function put(key: string, entry: Entry): void {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string)
  }

  const expiry = (ttlSeconds: number) => clock.now().getTime() + ttlSeconds * 1000

  return {
    async get<Value>(key: string) {
      const entry = use(key)
      return entry === null ? null : (JSON.parse(entry.json) as Value)
    },
    async set(key, value, ttlSeconds) {
      put(key, { json: JSON.stringify(value), expiresAt: expiry(ttlSeconds) })
    },
    async delete(key) {
      entries.delete(key)
    },
    async increment(key, ttlSeconds) {
      const entry = use(key)
      const sum = (entry === null ? 0 : Number(entry.json)) + 1
      put(key, { json: String(sum), expiresAt: entry?.expiresAt ?? expiry(ttlSeconds) })
      return sum
    },
    async ping() {},
  }
}
