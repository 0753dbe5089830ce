/** What was kept as JSON; null where nothing is, or nothing readable. */
export function readKept(storage: Pick<Storage, 'getItem'>, place: string): unknown {
  try {
    return JSON.parse(storage.getItem(place) ?? 'null')
  } catch {
    return null
  }
}

/** Null: nothing any more. A browser may refuse to keep anything: what is shown then lives as long as its page. */
export function keep(storage: Pick<Storage, 'setItem' | 'removeItem'>, place: string, value: object | null) {
  try {
    if (value === null) storage.removeItem(place)
    else storage.setItem(place, JSON.stringify(value))
  } catch {
    return
  }
}
