import { isStorableText } from '../../kernel/http/fields.ts'
import { moneyToString, parseMoney } from '../../kernel/money/money.ts'
import type { StagedItem } from './staged-order.ts'

const maxLines = 500
const maxQuantity = 1_000_000

/** Reads the cell `items`; a text for people says what is wrong with it. */
export function readItems(
  cell: string,
  ownId: (id: string) => number | null,
): { items: StagedItem[]; problem: null } | { items: null; problem: string } {
  const wrong = (problem: string) => ({ items: null, problem })
  const lines = parseList(cell)
  if (!lines || lines.length === 0)
    return wrong('Not a list of lines such as [{"sku":"A-1","name":"Lamp","quantity":1,"price":"19.50"}].')
  if (lines.length > maxLines) return wrong(`Has more than ${maxLines} lines.`)
  const items: StagedItem[] = []
  for (const [index, line] of lines.entries()) {
    const item = readItem(line, ownId)
    if (typeof item === 'string') return wrong(`Line ${index + 1}: ${item}`)
    items.push(item)
  }
  return { items, problem: null }
}

function parseList(cell: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(cell)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** A text says what is wrong. */
function readItem(line: unknown, ownId: (id: string) => number | null): StagedItem | string {
  if (typeof line !== 'object' || line === null) return 'not an object.'
  const { id, sku, name, quantity, price } = line as Record<string, unknown>
  const code = (value: unknown) => (value === undefined || value === '' ? null : value)
  const isCode = (value: unknown) => value === null || (isStorableText(value) && value.length <= 100)
  if (!isStorableText(name) || name.trim() === '' || name.length > 255)
    return 'the name has 1 to 255 characters.'
  if (!isCode(code(sku)) || !isCode(code(id))) return 'SKU and id have at most 100 characters.'
  if (!Number.isInteger(quantity) || (quantity as number) < 1 || (quantity as number) > maxQuantity)
    return `the quantity is a whole number from 1 to ${maxQuantity}.`
  const amount = parseMoney(price)
  if (amount === null) return 'the price is an amount from 0.'
  const known = { sku: code(sku) as string | null, id: code(id) as string | null }
  return {
    ...known,
    ref: JSON.stringify((known.sku ?? known.id) ? [known.sku, known.id] : [null, null, name]),
    own_id: known.id === null ? null : ownId(known.id),
    name,
    quantity: quantity as number,
    price: moneyToString(amount),
  }
}
