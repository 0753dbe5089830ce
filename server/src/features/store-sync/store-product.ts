/** A product as a store told it, judged and in one form, whichever way it came (storefronts contract 5.3). */
export interface StoreProduct {
  /** The store's id, 1 to 2^53-1. */
  id: number
  /** Null only where none is needed: of deletions and of variations. At most 255 characters. */
  name: string | null
  sku: string
  /** Amounts as decimal text with two places; null: none. */
  price: string | null
  regularPrice: string | null
  salePrice: string | null
  /** Upper case; null: not told. */
  currency: string | null
  /** Null: the store does not count it. May be negative. */
  stockQuantity: number | null
  /** Empty: not told. */
  stockStatus: string
  categories: string[]
  tags: string[]
  /** HTML with shortcodes, as received. */
  shortDescription: string
  description: string
  /** Web addresses or empty. */
  image: string
  gallery: string[]
  link: string
  type: string
  onSale: boolean
  /** False: the store says that customers do not see it. */
  isPublished: boolean
  /** Undefined: not told, so what is here stays. */
  brand: string | undefined
  /** Values joined by ", " under the names of attributes; undefined: not told. */
  specifications: Record<string, string> | undefined
  /** UTC; null: not told. */
  modifiedAt: string | null
  /** SHA-256 of the texts as received (storefronts contract 5.4, Change detection). */
  contentHash: string
  /** The product that a variation belongs to; null for products of their own and for variations that do not say. */
  parentId: number | null
  isVariation: boolean
  /** Variations that came along with their parent. */
  variations: StoreProduct[]
  /** The ids of all variations that there are; undefined: not told. */
  variationIds: number[] | undefined
}

export const productEventTypes = [
  'product.created',
  'product.updated',
  'product.deleted',
  'product.restored',
] as const

export type ProductEventType = (typeof productEventTypes)[number]
