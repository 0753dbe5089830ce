import type { CustomerRow } from './queries.ts'

/** A customer of the wire (sales contract 5). */
export function presentCustomer(row: CustomerRow) {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    email: row.email,
    phone: row.phone,
    address: row.address,
    group_id: row.group_id,
    group_name: row.group_name,
    group_discount: row.group_discount === null ? null : Number(row.group_discount),
    credit_limit: Number(row.credit_limit),
    tags: row.tags,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
