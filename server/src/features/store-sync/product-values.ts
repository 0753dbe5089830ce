import { moneyFromDatabase, moneyToString } from '../../kernel/money/money.ts'
import { cutText } from './field-values.ts'
import { plainText, safeHtml } from './plain-text.ts'
import type { StoreProduct } from './store-product.ts'

/** The texts of a product as they are kept: made once, before anything is locked. */
export interface ProductTexts {
  description: string
  shortDescription: string
  longDescription: string
}

const maxShortDescription = 500
/** So much of the HTML of a short description is read to find the 500 characters that are kept. */
const readShortDescription = 50_000
const maxSku = 100

export async function textsOf(product: StoreProduct): Promise<ProductTexts> {
  const short = await plainText(product.shortDescription.slice(0, readShortDescription).toWellFormed())
  return {
    description: await plainText(product.description),
    shortDescription: cutText(short, maxShortDescription).trim(),
    longDescription: await safeHtml(product.description),
  }
}

/**
 * The product with its names as people read them: WordPress keeps `Clothes &amp; more`. The contract's content hash stays that of
 * what was received.
 */
export async function withReadableNames(product: StoreProduct): Promise<StoreProduct> {
  const { name, categories, tags, brand, specifications, variations } = product
  const parts = [name, brand, ...categories, ...tags, ...Object.entries(specifications ?? {}).flat()]
  const isEncoded = parts.some((part) => part?.includes('&'))
  if (!isEncoded && variations.length === 0) return product
  const { decodeHTMLStrict } = await import('entities')
  const decoded = (text: string) => decodeHTMLStrict(text).toWellFormed().trim() || text
  return {
    ...product,
    name: name === null ? null : decoded(name),
    categories: categories.map(decoded),
    tags: tags.map(decoded),
    brand: brand === undefined ? undefined : decoded(brand),
    specifications:
      specifications &&
      Object.fromEntries(
        Object.entries(specifications).map(([key, value]) => [decoded(key), decoded(value)]),
      ),
    variations: await Promise.all(variations.map(withReadableNames)),
  }
}

/** What the product sells for, and the discount in it (storefronts contract 5.4); amounts are decimal text. */
export function pricesOf({ price, regularPrice, salePrice }: StoreProduct) {
  const regular = minor(regularPrice)
  const sale = minor(salePrice)
  if (regular === null || sale === null || sale <= 0n || sale >= regular) {
    return { selling: price, original: null, sale: null, discount: null }
  }
  const discount = moneyToString(regular - sale)
  return { selling: salePrice, original: regularPrice, sale: salePrice, discount }
}

function minor(amount: string | null): bigint | null {
  return amount === null ? null : moneyFromDatabase(amount)
}

/** Stock to sell for a quantity that may be negative or, when the store does not count, unknown. */
export function stockAfter(quantity: number | null, stock: number): number {
  return quantity === null ? stock : Math.max(0, quantity)
}

export function isInStock({ stockStatus, stockQuantity }: StoreProduct): boolean {
  if (stockStatus !== '') return stockStatus === 'instock'
  return stockQuantity === null || stockQuantity > 0
}

/** The SKU that the catalogue could keep; null for none and for longer ones. */
export function keptSku({ sku }: StoreProduct): string | null {
  return sku !== '' && sku.length <= maxSku ? sku : null
}

const catalogueTypes: readonly string[] = ['simple', 'variable', 'grouped', 'external']

/** The type as the catalogue names it; types of other extensions are sold like simple products. */
export function catalogueType({ type, isVariation }: StoreProduct): string {
  if (isVariation) return 'variation'
  return catalogueTypes.includes(type) ? type : 'simple'
}

export function externalIdOf(id: number): string {
  return `woo_${id}`
}

/** What the store's record says beyond the columns (storefronts contract 5.4). */
export function metadataOf(
  product: StoreProduct,
  known: { needsEmbedding: boolean; modifiedAt: string | null; syncedAt: Date; storeHost: string | null },
): object {
  return {
    woo_product_id: product.id,
    sku: product.sku,
    type: product.type,
    stock_status: product.stockStatus,
    on_sale: product.onSale,
    regular_price: product.regularPrice,
    sale_price: product.salePrice,
    images: { main: product.image, gallery: product.gallery },
    content_hash: product.contentHash,
    needs_embedding: known.needsEmbedding,
    source_modified_at: known.modifiedAt,
    last_sync_at: known.syncedAt.toISOString(),
    store_host: known.storeHost,
  }
}
