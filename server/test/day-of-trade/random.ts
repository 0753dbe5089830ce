/** A source of numbers that tells the same ones for the same seed. */
export interface SeededRandom {
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean
}

/** mulberry32: short, fast and even enough for a day in a shop. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    integer,
    pick(items) {
      if (items.length === 0) throw new RangeError('Nothing to pick from')
      return items[integer(0, items.length - 1)] as (typeof items)[number]
    },
    chance: (percent) => next() * 100 < percent,
  }
}
