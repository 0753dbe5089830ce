import type { Executor, Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { pathId } from '../../kernel/http/route.ts'
import type { ShipmentDetailRow } from './queries.ts'
import { shipmentStatuses } from './transitions.ts'

/** The filters of the shipment list, as text; absent and empty ones do not filter, others match exactly (sales contract 6). */
export interface ShipmentFilters {
  status?: string | undefined
  carrier_id?: string | undefined
}

const allKinds = shipmentStatuses.map((status) => `'shipments:${status}'`).join(', ')

/** One page of shipments, newest first, with the exact number of all that match: one statement. */
export async function listShipments(
  db: Executor,
  workspaceId: number,
  filters: ShipmentFilters,
  page: Page,
): Promise<{ shipments: ShipmentDetailRow[]; total: number }> {
  const values: unknown[] = [workspaceId]
  const status = filters.status ? `$${values.push(filters.status)}` : null
  const carrier = filters.carrier_id ? `$${values.push(pathId(filters.carrier_id))}` : null
  const offset = page.offset > 0 ? `$${values.push(page.offset)}` : null
  const rows = await db.query<ShipmentDetailRow & { list_total: number }>(
    statementOf({ status, carrier, offset }, page.limit),
    values,
  )
  // A page without rows still brings its total, on one row of nulls.
  return { shipments: rows[0]?.id == null ? [] : rows, total: rows[0]?.list_total ?? 0 }
}

/** Placeholders of the parts that take part; the limit is written out so that the planner knows it. */
function statementOf(
  { status, carrier, offset }: Record<'status' | 'carrier' | 'offset', string | null>,
  limit: number,
): Statement {
  const filter = [
    's.workspace_id = $1',
    ...(status ? [`s.status = ${status}`] : []),
    ...(carrier ? [`s.carrier_id = ${carrier}`] : []),
  ].join(' and ')
  const kinds = status ? `= 'shipments:' || ${status}` : `in (${allKinds})`
  const total = carrier
    ? `select count(*) from shipments s where ${filter}`
    : `select coalesce(sum(total), 0)::bigint from workspace_totals where workspace_id = $1 and kind ${kinds}`
  const text = `select t.total as list_total, r.*
    from (select (${total}) as total) t
    left join (select s.id from shipments s where ${filter}
      order by s.created_at desc, s.id desc limit ${limit} ${offset ? `offset ${offset}` : ''}) page on true
    left join shipment_details r on r.id = page.id
    order by r.created_at desc, r.id desc`
  const parts = [status && 'status', carrier && 'carrier', offset && 'later'].filter(Boolean).join('-')
  return preparedPageSizes.has(limit) ? { name: `shipment-list-${limit}-${parts}`, text } : text
}
