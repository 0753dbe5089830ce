import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'

export interface SearchableProduct {
  name: string
  sku: string | null
  barcode: string | null
  description: string | null
}

/** The two search columns of a product row. */
export interface ProductSearchText {
  /** Folded without marks; the trigram index is on it. */
  search_text: string
  /** Folded with Latin marks kept; empty when there are none, since a query that carries marks cannot match then. */
  search_marked: string
}

/**
 * What `search` looks at: name, SKU, barcode and description (sales contract 3.2). Every writer of one of them writes
 * these columns with it.
 */
export function productSearchText(product: SearchableProduct): ProductSearchText {
  const text = [product.name, product.sku, product.barcode, product.description]
    .filter((part) => part !== null && part !== '')
    .join('\n')
  const search_text = fold(text)
  const marked = foldKeepingMarks(text)
  return { search_text, search_marked: marked === search_text ? '' : marked }
}

/** A search as LIKE patterns over the two columns; `marked` is null when the query carries no Vietnamese diacritic. */
export interface SearchPattern {
  folded: string
  marked: string | null
  /** `marked` as plain text, for rows that have no such column. */
  markedText: string | null
  /** Shorter than a trigram: the index cannot narrow it down. */
  short: boolean
}

/** Reads the `search` parameter; null when there is nothing to filter by. */
export function searchPattern(query: string | undefined): SearchPattern | null {
  const asked = query?.trim() ?? ''
  const folded = fold(asked)
  if (folded === '') return null
  const markedText = hasVietnameseDiacritic(asked) ? foldKeepingMarks(asked) : null
  return {
    folded: `%${escapeLike(folded)}%`,
    marked: markedText === null ? null : `%${escapeLike(markedText)}%`,
    markedText,
    short: [...folded].length < 3,
  }
}
