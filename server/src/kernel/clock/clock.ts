/** Where every operation reads the time from, so that tests own it. */
export interface Clock {
  now(): Date
}

export interface FixedClock extends Clock {
  /** Moves the clock forward by `ms` milliseconds. */
  advance(ms: number): void
  /** Moves the clock to that instant, forward or backward. */
  set(instant: Date | string): void
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still at `start` until it is moved. Each `now()` is a fresh `Date`. */
export function fixedClock(start: Date | string): FixedClock {
  let time = instantOf(start)
  return {
    now: () => new Date(time),
    advance(ms) {
      time += ms
    },
    set(instant) {
      time = instantOf(instant)
    },
  }
}

function instantOf(instant: Date | string): number {
  const time = new Date(instant).getTime()
  if (Number.isNaN(time)) throw new RangeError(`Not an instant: ${instant}`)
  return time
}
