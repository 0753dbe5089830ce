import { fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { type RequiredTrigrams, requiredTrigrams } from '../../kernel/text/trigrams.ts'

export interface SearchableProduct {
  name: string
  sku: string | null
  barcode: string | null
  description: string | null
}

/** The two search columns of a product row. */
export interface ProductSearchText {
  /** Folded without marks; the index of searches is made from it. */
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

/** What a search asks for, folded like the two columns. */
export interface SearchNeedle {
  folded: string
  /** With its marks; null when the query carries no Vietnamese diacritic, so that marks do not count. */
  marked: string | null
  /** What the index can narrow down by; null when it is too short for that. */
  required: RequiredTrigrams | null
}

/** Reads the `search` parameter; null when there is nothing to filter by. */
export function searchNeedle(query: string | undefined): SearchNeedle | null {
  const asked = query?.trim() ?? ''
  const folded = fold(asked)
  if (folded === '') return null
  return {
    folded,
    marked: hasVietnameseDiacritic(asked) ? foldKeepingMarks(asked) : null,
    required: requiredTrigrams(folded),
  }
}
