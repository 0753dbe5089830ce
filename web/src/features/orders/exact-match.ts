import type { Product } from '../products/api.ts'

/** The product whose SKU or barcode is the typed code, in any case; the barcode wins, as scanners read those. */
export function exactMatch<T extends Pick<Product, 'sku' | 'barcode'>>(
  products: T[],
  code: string,
): T | undefined {
  const wanted = code.trim().toLowerCase()
  if (wanted === '') return undefined
  return (
    products.find((product) => product.barcode?.toLowerCase() === wanted) ??
    products.find((product) => product.sku?.toLowerCase() === wanted)
  )
}
