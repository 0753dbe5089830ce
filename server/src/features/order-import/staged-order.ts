import { stagingTable } from '../imports/index.ts'

/** A line of an order as a file tells it. */
export interface StagedItem {
  /** The same for all lines, of whatever order, that are about one product. */
  ref: string
  /** The id that a product export gave out, here (`own_id`) or in another shop. */
  id: string | null
  own_id: number | null
  sku: string | null
  name: string
  quantity: number
  price: string
}

/** A row as it waits in `order_import_rows`; keys are its columns. */
export interface StagedOrder {
  position: number
  line: number
  valid: boolean
  order_number: string | null
  created_at: string | null
  status: string | null
  delivery_status: string | null
  payment_status: string | null
  payment_method: string | null
  sales_channel: string | null
  /** The same in all rows that are about one person; null when nobody is named. */
  customer_key: string | null
  customer_code: string | null
  customer_name: string | null
  customer_email: string | null
  customer_phone: string | null
  seller: string | null
  branch: string | null
  shipping_method: string | null
  total_quantity: number
  total_amount: string
  discount_amount: string
  shipping_fee: string
  shipping_address: string | null
  shipping_phone: string | null
  tracking_number: string | null
  return_code: string | null
  reconciliation_code: string | null
  notes: string | null
  search_text: string
  items: StagedItem[]
}

export const orderRowsTable = stagingTable<StagedOrder>('order_import_rows', {
  position: 'integer',
  line: 'integer',
  valid: 'boolean',
  order_number: 'text',
  created_at: 'timestamptz',
  status: 'text',
  delivery_status: 'text',
  payment_status: 'text',
  payment_method: 'text',
  sales_channel: 'text',
  customer_key: 'text',
  customer_code: 'text',
  customer_name: 'text',
  customer_email: 'text',
  customer_phone: 'text',
  seller: 'text',
  branch: 'text',
  shipping_method: 'text',
  total_quantity: 'bigint',
  total_amount: 'numeric',
  discount_amount: 'numeric',
  shipping_fee: 'numeric',
  shipping_address: 'text',
  shipping_phone: 'text',
  tracking_number: 'text',
  return_code: 'text',
  reconciliation_code: 'text',
  notes: 'text',
  search_text: 'text',
  items: 'jsonb',
})
