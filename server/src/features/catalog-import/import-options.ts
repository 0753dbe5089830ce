import type { DecimalSeparator } from './cell-values.ts'

/** What the seller decides before applying. */
export interface ImportOptions {
  /** Puts unpublished and private products on sale as well. */
  publish_unpublished: boolean
  /** Pieces for a product that is in stock but whose shop does not count it. */
  stock_when_uncounted: number
  /** How `1,234` and `1.234` are read; `auto` refuses to guess. */
  decimal_separator: DecimalSeparator
}

export const defaultOptions: ImportOptions = {
  publish_unpublished: false,
  stock_when_uncounted: 100,
  decimal_separator: 'auto',
}
