import type { Clock } from '../clock/clock.ts'

/** A lock that is held until its time is over or it is released. */
export interface Lock {
  /**
   * Greater than that of every lock given before, under whatever name; about the microseconds since 1970. A holder who was
   * held up past his time is told from his successor by it: write it with what the lock protects, where it is not smaller than what stands there.
   */
  readonly fence: number
  /** Prolongs the lock to `ttlMs` from now; false when it is lost, or may be: then stop. */
  renew(ttlMs: number): Promise<boolean>
  /** Does nothing to a lock that somebody else holds by now. */
  release(): Promise<void>
}

/**
 * Keeps the processes of an installation from doing the same work at once. It saves work and promises nothing: an outage of the store
 * can give a lock twice. Money and tokens are protected by a row of the database, or by the fence compared in it.
 */
export interface Locks {
  /** Null while somebody else holds the lock. Does not wait. */
  acquire(name: string, ttlMs: number): Promise<Lock | null>
}

interface Holder {
  fence: number
  expiresAt: number
}

/** Names that nobody asks for again are swept out when there are more than this. */
const sweepAbove = 1000

/** Locks among the callers in this process. */
export function createMemoryLocks({ clock }: { clock: Clock }): Locks {
  const holders = new Map<string, Holder>()
  let lastFence = 0
  const now = () => clock.now().getTime()

  function holderOf(name: string): Holder | null {
    const holder = holders.get(name)
    return holder && holder.expiresAt > now() ? holder : null
  }

  function sweep(): void {
    if (holders.size <= sweepAbove) return
    for (const [name, holder] of holders) if (holder.expiresAt <= now()) holders.delete(name)
  }

  return {
    async acquire(name, ttlMs) {
      if (holderOf(name)) return null
      sweep()
      lastFence = Math.max(lastFence + 1, now() * 1000)
      const fence = lastFence
      holders.set(name, { fence, expiresAt: now() + ttlMs })
      const isMine = () => holderOf(name)?.fence === fence
      return {
        fence,
        async renew(renewedMs) {
          if (!isMine()) return false
          holders.set(name, { fence, expiresAt: now() + renewedMs })
          return true
        },
        async release() {
          if (isMine()) holders.delete(name)
        },
      }
    },
  }
}
