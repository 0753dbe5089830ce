/** The time on the platform: that of the machine, or of `base`, moved on by what the test says. */
export interface PlatformClock {
  /** Milliseconds since 1970. */
  now(): number
  advance(seconds: number): void
}

export function startClock(base: () => number = Date.now): PlatformClock {
  let ahead = 0
  return {
    now: () => base() + ahead,
    advance: (seconds) => {
      ahead += seconds * 1000
    },
  }
}
