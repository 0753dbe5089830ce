import type { Product } from './product-schemas.ts'

/** The columns of `products` that answers show, in wire order. */
export interface ProductRow {
  id: number
  name: string
  description: string | null
  /** numeric(14,2) as text */
  price: string
  stock: number
  category: string | null
  category_id: number | null
  image_url: string | null
  images: string[]
  sku: string | null
  barcode: string | null
  cost_price: string | null
  weight: string | null
  supplier_id: number | null
  low_stock_threshold: number
  is_active: boolean
  created_at: string
  updated_at: string
}

export const productColumns = [
  'id',
  'name',
  'description',
  'price',
  'stock',
  'category',
  'category_id',
  'image_url',
  'images',
  'sku',
  'barcode',
  'cost_price',
  'weight',
  'supplier_id',
  'low_stock_threshold',
  'is_active',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof ProductRow)[]

/** Row to wire. Amounts of up to 15 digits are exact as JSON numbers. */
export function presentProduct(row: ProductRow): Product {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: Number(row.price),
    stock: row.stock,
    category: row.category,
    category_id: row.category_id,
    image_url: row.image_url,
    images: row.images,
    sku: row.sku,
    barcode: row.barcode,
    cost_price: row.cost_price === null ? null : Number(row.cost_price),
    weight: row.weight === null ? null : Number(row.weight),
    supplier_id: row.supplier_id,
    low_stock_threshold: row.low_stock_threshold,
    is_active: row.is_active,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
