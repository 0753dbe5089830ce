import { dayIn } from '../reports/ranges.ts'

type Row = { id: number; created_at: string }
type Page<T> = { count: number; results: T[] }

/** The newest messages of a conversation, oldest first and without a gap; `count` is how many there are in all. */
export type Thread<T extends Row> = { messages: T[]; count: number }

const oldestFirst = (a: Row, b: Row) => Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id

function merged<T extends Row>(known: T[], fresh: T[]): T[] {
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of fresh) byId.set(message.id, message)
  return [...byId.values()].sort(oldestFirst)
}

/**
 * Takes in the first page, read again. Where it does not reach back to what is known (nobody looked for a while), the
 * known ones are forgotten: a thread never has a gap in it.
 */
export function withNewest<T extends Row>(known: Thread<T> | undefined, page: Page<T>): Thread<T> {
  const { count, results } = page
  const reachesBack =
    results.length >= count || known?.messages.some(({ id }) => results.some((one) => one.id === id))
  return { count, messages: merged(reachesBack && known ? known.messages : [], results) }
}

/** Takes in the page that `olderPage` named. */
export function withOlder<T extends Row>(known: Thread<T>, page: Page<T>): Thread<T> {
  return { count: page.count, messages: merged(known.messages, page.results) }
}

/**
 * The page with the next older messages, or null where there are none. Messages that came meanwhile have pushed them on: then
 * its `count` is not the known one, and the newest page is to be read again first.
 */
export function olderPage({ messages, count }: Thread<Row>, pageSize: number): number | null {
  return messages.length < count ? Math.floor(messages.length / pageSize) + 1 : null
}

/** Under the days of a time zone (`YYYY-MM-DD`), in order. */
export function byDay<T extends Row>(messages: T[], timeZone: string): { day: string; messages: T[] }[] {
  const days: { day: string; messages: T[] }[] = []
  for (const message of messages) {
    const day = dayIn(timeZone, new Date(message.created_at))
    const last = days.at(-1)
    if (last?.day === day) last.messages.push(message)
    else days.push({ day, messages: [message] })
  }
  return days
}
