import type { FileColumn } from '../imports/index.ts'

/** Columns of an order file, in the order of the export. */
export const orderColumns = [
  'order_number',
  'created_at',
  'status',
  'delivery_status',
  'payment_status',
  'payment_method',
  'sales_channel',
  'customer_code',
  'customer_name',
  'customer_email',
  'customer_phone',
  'seller',
  'branch',
  'total_quantity',
  'total_amount',
  'discount_amount',
  'shipping_fee',
  'final_amount',
  'shipping_method',
  'shipping_address',
  'shipping_phone',
  'tracking_number',
  'return_code',
  'reconciliation_code',
  'notes',
  'items',
] as const
export type OrderColumn = (typeof orderColumns)[number]

const required: readonly OrderColumn[] = ['order_number', 'created_at', 'status', 'items']

/** Matches headers to columns, whatever their case and spaces; of two for one column the first counts. */
export function mapOrderColumns(headers: readonly string[]): FileColumn[] {
  const taken = new Set<string>()
  return headers.map((raw, index) => {
    const header = raw.trim()
    const name = header.toLowerCase().replace(/[\s-]+/g, '_')
    const known = orderColumns.some((column) => column === name) && !taken.has(name)
    if (known) taken.add(name)
    return { index, header, field: known ? name : null }
  })
}

/** The columns without which no order can be told. */
export function missingOrderColumns(columns: readonly FileColumn[]): OrderColumn[] {
  return required.filter((name) => columns.every(({ field }) => field !== name))
}
