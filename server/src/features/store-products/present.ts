import { billingPeriods, currencies, labelOf, productTypes } from './choices.ts'
import type { StoreProductRow } from './product-sql.ts'
import type { StoreProduct } from './schemas.ts'

/** Row to wire (storefronts contract 7.1). */
export function presentStoreProduct(row: StoreProductRow): StoreProduct {
  return {
    id: row.uuid,
    title: row.title,
    product_type: row.product_type,
    product_type_display: labelOf(productTypes, row.product_type),
    description: row.description,
    short_description: row.short_description,
    long_description: row.long_description,
    link: row.link,
    has_link: Boolean(row.link),
    price: row.price,
    sale_price: row.sale_price,
    original_price: row.original_price,
    final_price: row.final_price,
    discount_amount: row.discount_amount,
    discount_percentage: row.discount_percentage,
    currency: row.currency,
    currency_display: labelOf(currencies, row.currency),
    has_discount: row.has_discount,
    discount_info: discountInfo(row),
    billing_period: row.billing_period,
    billing_period_display: row.billing_period && labelOf(billingPeriods, row.billing_period),
    features: row.features,
    specifications: row.specifications,
    category: row.category,
    brand: row.brand,
    tags: row.tags,
    tags_display: row.tags.length > 0 ? row.tags.join(', ') : 'No tags',
    keywords: row.keywords,
    is_active: row.is_active,
    in_stock: row.in_stock,
    stock_quantity: row.stock_quantity,
    image: row.image_url,
    main_image: row.image_url,
    images: row.images,
    meta_title: row.meta_title,
    meta_description: row.meta_description,
    extraction_method: row.extraction_method,
    extraction_confidence: Number(row.extraction_confidence),
    extraction_metadata: row.extraction_metadata,
    is_auto_extracted: row.extraction_method !== 'manual',
    source_website: null,
    source_website_name: null,
    source_page: null,
    source_page_url: null,
    external_id: row.external_id,
    external_source: row.external_source,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

function discountInfo(row: StoreProductRow): string | null {
  if (row.discount_percentage !== null && Number(row.discount_percentage) > 0)
    return `${row.discount_percentage}% OFF`
  if (row.discount_amount !== null && Number(row.discount_amount) > 0)
    return `-${row.discount_amount} ${row.currency}`
  return null
}
