import type { ShipmentDetailRow } from './queries.ts'

/** A list row of the wire (sales contract 6). */
export function presentShipmentRow(row: ShipmentDetailRow) {
  return {
    id: row.id,
    order_id: row.order_id,
    order_number: row.order_number,
    customer_id: row.customer_id,
    customer_name: row.customer_name,
    customer_phone: row.customer_phone,
    carrier_id: row.carrier_id,
    carrier_name: row.carrier_name,
    tracking_number: row.tracking_number,
    status: row.status,
    estimated_delivery_date: row.estimated_delivery_date,
    actual_delivery_date: row.actual_delivery_date,
    notes: row.notes,
    sales_channel: row.sales_channel,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** The detail object of the wire. */
export function presentShipment(row: ShipmentDetailRow) {
  return {
    ...presentShipmentRow(row),
    customer_address: row.customer_address,
    total_amount: Number(row.total_amount),
    carrier_description: row.carrier_description,
  }
}
