/**
 * Every product of section 7: not deleted and no variation, whoever made it, with what the answers derive from the two
 * rows behind it (storefronts contract 7.1). A subselect without parameters; PostgreSQL leaves out what a query does not ask for.
 *
 * What a store sells for is `products.price`: an old price and a discount stand as long as the price is below the old one,
 * also after the price was changed here. Whether there is stock is the store's word until the stock moves here.
 */
export const storeProducts = `(
  select b.*,
    case when b.synced then case when b.is_on_sale then b.price end else b.stated_sale_price end as sale_price,
    case when b.synced then case when b.is_on_sale then b.stated_original_price end else b.stated_original_price end
      as original_price,
    case when b.synced then case when b.is_on_sale then b.stated_original_price - b.price end
      else b.stated_discount_amount end as discount_amount,
    case when not b.synced then b.stated_discount_percentage
      when b.is_on_sale and b.price = round(b.stated_original_price * (1 - b.stated_discount_percentage / 100), 2)
      then b.stated_discount_percentage end as discount_percentage,
    case when b.synced then b.price
      when b.stated_sale_price > 0 then b.stated_sale_price
      when b.full_price is not null then case
        when b.stated_discount_amount > 0 then greatest(0.00, b.full_price - b.stated_discount_amount)
        when b.stated_discount_percentage > 0 then round(b.full_price * (1 - b.stated_discount_percentage / 100), 2)
        else b.full_price end end as final_price,
    case when b.synced then coalesce(b.is_on_sale, false)
      else coalesce(b.stated_discount_amount > 0, false) or coalesce(b.stated_discount_percentage > 0, false) end
      as has_discount,
    case when b.stated_in_stock is null or b.stock_moved then coalesce(b.stock_quantity > 0, true)
      else b.stated_in_stock end as in_stock
  from (
    select a.*,
      a.synced and a.stated_original_price > a.price as is_on_sale,
      coalesce(a.price, a.stated_original_price) as full_price
    from (
      select p.id, p.uuid, p.workspace_id, p.name as title, p.description, p.category, p.category_folded,
        p.is_active, p.image_url, p.created_at, greatest(p.updated_at, d.updated_at) as updated_at, p.stock,
        p.search_text as product_search_text, p.search_marked as product_search_marked,
        d.search_text as detail_search_text, d.brand_folded, d.store_host, d.external_id,
        coalesce(d.source, 'manual') as external_source, coalesce(d.source, 'manual') <> 'manual' as synced,
        coalesce(d.product_type, 'product') as product_type, d.short_description, d.long_description, d.link,
        case when coalesce(d.has_price, true) or p.price <> 0 then p.price end as price,
        d.sale_price as stated_sale_price, d.original_price as stated_original_price,
        d.discount_amount as stated_discount_amount, d.discount_percentage as stated_discount_percentage,
        coalesce(d.currency, (select w.currency from workspaces w where w.id = p.workspace_id)) as currency,
        d.billing_period, coalesce(d.features, '[]') as features, coalesce(d.specifications, '{}') as specifications,
        d.brand, coalesce(d.tags, '{}') as tags, coalesce(d.keywords, '{}') as keywords,
        d.in_stock as stated_in_stock,
        coalesce(d.stock_managed and d.synced_stock is not null and p.stock <> greatest(0, d.synced_stock), false)
          as stock_moved,
        case when coalesce(d.stock_managed, true) then
          case when p.stock = 0 and d.synced_stock < 0 then d.synced_stock else p.stock end end as stock_quantity,
        case when coalesce(d.source, 'manual') <> 'manual' and p.images @> d.images
          and p.images <@ (d.images || p.image_url) then d.images else p.images end as images,
        d.meta_title, d.meta_description, coalesce(d.extraction_method, 'manual') as extraction_method,
        coalesce(d.extraction_confidence, 1) as extraction_confidence,
        coalesce(d.extraction_metadata, '{}') as extraction_metadata
      from products p left join product_details d on d.product_id = p.id
      where p.deleted_at is null and p.type <> 'variation'
    ) a
  ) b
)`

/** A row of `storeProducts` as answers need it. Amounts are decimal text with two places. */
export interface StoreProductRow {
  /** Of `products`, as the sales API calls it. */
  id: number
  uuid: string
  title: string
  product_type: string
  description: string | null
  short_description: string | null
  long_description: string | null
  link: string | null
  price: string | null
  sale_price: string | null
  original_price: string | null
  final_price: string | null
  discount_amount: string | null
  discount_percentage: string | null
  has_discount: boolean
  currency: string
  billing_period: string | null
  features: unknown[]
  specifications: Record<string, unknown>
  category: string | null
  brand: string | null
  tags: string[]
  keywords: string[]
  is_active: boolean
  in_stock: boolean
  stock_quantity: number | null
  image_url: string | null
  images: string[]
  meta_title: string | null
  meta_description: string | null
  extraction_method: string
  /** numeric(4,3) as text */
  extraction_confidence: string
  extraction_metadata: Record<string, unknown>
  external_id: string | null
  external_source: string
  /** A store keeps it in step. */
  synced: boolean
  /** The stock is another one than the store told last. */
  stock_moved: boolean
  created_at: string
  updated_at: string
}

export const storeProductColumns = [
  'id',
  'uuid',
  'title',
  'product_type',
  'description',
  'short_description',
  'long_description',
  'link',
  'price',
  'sale_price',
  'original_price',
  'final_price',
  'discount_amount',
  'discount_percentage',
  'has_discount',
  'currency',
  'billing_period',
  'features',
  'specifications',
  'category',
  'brand',
  'tags',
  'keywords',
  'is_active',
  'in_stock',
  'stock_quantity',
  'image_url',
  'images',
  'meta_title',
  'meta_description',
  'extraction_method',
  'extraction_confidence',
  'extraction_metadata',
  'external_id',
  'external_source',
  'synced',
  'stock_moved',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof StoreProductRow)[]
