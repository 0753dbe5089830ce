import { stagingTable } from '../imports/index.ts'
import type { StagedRow } from './staged-row.ts'

/** The rows of a product file between dry run and apply. */
export const importRowsTable = stagingTable<StagedRow>('import_rows', {
  position: 'integer',
  line: 'integer',
  valid: 'boolean',
  sku: 'text',
  external_id: 'text',
  own_id: 'integer',
  parent_ref: 'text',
  type: 'text',
  name: 'text',
  variation_label: 'text',
  description: 'text',
  price: 'numeric',
  stock: 'integer',
  stock_mode: 'text',
  categories: 'jsonb',
  image_url: 'text',
  images: 'text[]',
  barcode: 'text',
  cost_price: 'numeric',
  weight: 'numeric',
  supplier: 'text',
  low_stock_threshold: 'integer',
  published: 'boolean',
  attributes: 'jsonb',
  extra: 'jsonb',
  search_text: 'text',
  search_marked: 'text',
})
