import type { ListFigures } from '../../kernel/database/capped-search.ts'
import type { Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike } from '../../kernel/text/fold.ts'
import type { OrderRow } from './present.ts'

/** Filters as conditions on `orders o`, where `$1` is the workspace; `add` numbers a value's parameter. */
export interface Conditions {
  texts: string[]
  values: unknown[]
  /** Which filters take part: the identity of the statement's text. */
  kinds: string[]
}

export interface OrderList {
  found: OrderRow[]
  /** All orders that match; of a search no more than `searchTotalLimit`. */
  total: number
  /** More orders match than `total` says. */
  more: boolean
}

export type ListRow = OrderRow & ListFigures

/**
 * The limit is written out: with a parameter the planner expects a tenth of the table on each page and reads all of it.
 * A first page has no offset at all: its plan is then the same for every call, so PostgreSQL keeps it instead of planning
 * seven tables anew. A later page's offset is a subquery for the same reason: it hides the value from the planner.
 */
export function windowOf(page: Page, values: unknown[]): string {
  return `limit ${page.limit}${page.offset === 0 ? '' : ` offset (select $${values.push(page.offset)}::bigint)`}`
}

/** Rare combinations of filters are not prepared. */
export function statementOf(text: string, kinds: string[], page: Page): Statement {
  if (!preparedPageSizes.has(page.limit) || kinds.length > 1) return text
  return { name: `order-list-${page.offset > 0 ? 'later-' : ''}${page.limit}-${kinds[0] ?? 'all'}`, text }
}

export function filterOf(texts: string[]): string {
  return ['o.workspace_id = $1', ...texts].join(' and ')
}

/** A LIKE pattern for a text somewhere within. */
export function within(text: string): string {
  return `%${escapeLike(text)}%`
}
