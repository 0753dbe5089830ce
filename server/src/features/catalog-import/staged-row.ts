export const productTypes = ['simple', 'variable', 'variation', 'grouped', 'external'] as const
export type ProductType = (typeof productTypes)[number]

/**
 * How a row sets the stock. `counted`: the figure. `uncounted`: in stock without a figure. `shared`: taken from the
 * parent's figure. `keep`: the file does not speak of stock.
 */
export type StockMode = 'counted' | 'uncounted' | 'shared' | 'keep'

/**
 * Cells that the catalogue's own value does not give back; the export writes them as long as the value is still the one
 * that the import made of them.
 */
export interface KeptCells {
  value: string
  cells: Record<string, string>
}
export type KeptKey = 'type' | 'active' | 'price' | 'stock' | 'weight' | 'images' | 'description'

export interface ProductExtra {
  columns?: Record<string, string>
  kept?: Partial<Record<KeptKey, KeptCells>>
  /** Further category paths; the first one is the product's category. */
  categories?: string[][]
}

/** A row as it waits in `import_rows`; keys are its columns. */
export interface StagedRow {
  position: number
  line: number
  valid: boolean
  sku: string | null
  external_id: string | null
  own_id: number | null
  parent_ref: string | null
  type: ProductType | null
  name: string | null
  variation_label: string | null
  description: string | null
  price: string | null
  stock: number | null
  stock_mode: StockMode
  categories: string[][]
  image_url: string | null
  images: string[]
  barcode: string | null
  cost_price: string | null
  weight: string | null
  supplier: string | null
  low_stock_threshold: number | null
  published: boolean | null
  attributes: Record<string, string>
  extra: ProductExtra
  search_text: string | null
  search_marked: string | null
}
