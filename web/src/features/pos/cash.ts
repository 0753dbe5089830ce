import { fromMinor, type Minor, toMinor } from '../orders/cart.ts'

/** What the customer handed over for what there is to pay; an empty field means the exact amount. */
export type Cash = { received: number; change: string }

/** Null while the money does not suffice. */
export function cashFor(due: Minor, received: number | null): Cash | null {
  const given = received === null ? due : toMinor(received)
  if (given < due) return null
  return { received: Number(fromMinor(given)), change: fromMinor(given - due) }
}
