/** An order as the view `order_rows` gives it in JSON: amounts are numbers, instants end in `+00:00`. */
export interface OrderRow {
  id: number
  order_number: string
  customer_id: number | null
  customer_name: string | null
  customer_code: string | null
  customer_email: string | null
  customer_phone: string | null
  customer_address: string | null
  seller_id: number | null
  seller_name: string | null
  created_by: number
  creator_name: string
  branch_id: number | null
  branch_code: string | null
  branch_name: string | null
  status: string
  delivery_status: string
  payment_status: string
  payment_method: string
  total_amount: number
  discount_amount: number
  shipping_fee: number
  final_amount: number
  shipping_method_id: number | null
  shipping_method_name: string | null
  shipping_address: string | null
  shipping_phone: string | null
  tracking_number: string | null
  return_code: string | null
  reconciliation_code: string | null
  notes: string | null
  sales_channel: string | null
  total_quantity: number
  created_at: string
  updated_at: string
}

/** Id, product id, name, image, quantity, price, subtotal: as the view `order_details` lists them. */
type ItemTuple = [number, number, string, string | null, number, number, number]

/** An order of the view `order_details`. */
export interface OrderDetailRow extends OrderRow {
  items: ItemTuple[] | null
}

function presentCommon(row: OrderRow) {
  return {
    id: row.id,
    order_number: row.order_number,
    customer_id: row.customer_id,
    customer_name: row.customer_name,
    customer_code: row.customer_code,
    customer_email: row.customer_email,
    customer_phone: row.customer_phone,
    customer_address: row.customer_address,
    seller_id: row.seller_id,
    seller_name: row.seller_name,
    created_by: row.created_by,
    creator_name: row.creator_name,
    branch_id: row.branch_id,
    branch_code: row.branch_code,
    branch_name: row.branch_name,
    status: row.status,
    delivery_status: row.delivery_status,
    payment_status: row.payment_status,
    payment_method: row.payment_method,
    total_amount: row.total_amount,
    discount_amount: row.discount_amount,
    shipping_fee: row.shipping_fee,
    final_amount: row.final_amount,
    shipping_method_id: row.shipping_method_id,
    shipping_method_name: row.shipping_method_name,
    shipping_address: row.shipping_address,
    shipping_phone: row.shipping_phone,
    tracking_number: row.tracking_number,
    return_code: row.return_code,
    reconciliation_code: row.reconciliation_code,
    notes: row.notes,
    sales_channel: row.sales_channel,
    created_at: isoInstant(row.created_at),
    updated_at: isoInstant(row.updated_at),
  }
}

/** A list row of the wire. */
export function presentOrderRow(row: OrderRow) {
  return { ...presentCommon(row), total_quantity: row.total_quantity }
}

/** The detail object of the wire, with items. */
export function presentOrder(row: OrderDetailRow) {
  return {
    ...presentCommon(row),
    items: (row.items ?? []).map(([id, productId, name, image, quantity, price, subtotal]) => ({
      id,
      order_id: row.id,
      product_id: productId,
      product_name: name,
      product_image: image,
      quantity,
      price,
      subtotal,
    })),
  }
}

/** PostgreSQL's JSON instant (`2024-01-01T00:00:00.12+00:00`) with milliseconds and `Z`; the session's zone is UTC. */
export function isoInstant(value: string): string {
  const fraction = value.charAt(19) === '.' ? value.slice(20, value.indexOf('+', 20)).slice(0, 3) : ''
  return `${value.slice(0, 19)}.${fraction.padEnd(3, '0')}Z`
}
