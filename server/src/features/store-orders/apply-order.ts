import type { AuditOrigin } from '../../kernel/audit/act.ts'
import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import type { Services } from '../../kernel/services.ts'
import { findOrAddCustomer } from '../customers/index.ts'
import {
  deliveryOf,
  findAndLockOrder,
  type LockedOrder,
  type OrderStatus,
  orderSearchText,
  returnCodeOf,
} from '../orders/index.ts'
import { cutText } from '../store-sync/index.ts'
import { productsOfLines } from './line-products.ts'
import {
  findStoreOrder,
  type ItemRow,
  insertOrder,
  type KnownOrder,
  lockStoreOrder,
  type OrderColumns,
  readItems,
  rememberStoreOrder,
  type StoreOrderKey,
  type Told,
  updateOrder,
  writeItems,
} from './queries.ts'
import type { StoreOrder } from './read-order.ts'

/** Whose store speaks, through which request. */
export interface StoreOrigin {
  workspaceId: number
  /** The token's user: who counts as the creator of orders. */
  userId: number
  host: string | null
  audit: AuditOrigin
}

type OrderServices = Pick<Services, 'clock' | 'events'>
export type OrderEffect = { skipped: 'stale' } | undefined

/** What one write works with. */
interface Work {
  tx: Transaction
  services: OrderServices
  origin: StoreOrigin
  key: StoreOrderKey
  now: Date
}

/**
 * Makes the order here what the store says it is (storefronts contract 6): creates it, or replaces items and amounts. What
 * people may change here too (status, payment, address, notes, customer) is replaced when the store says something new of it, by
 * any transition; what it merely repeats leaves their change alone. Older than known: stale. One that was deleted here comes back
 * when the store changed it later. Stock never moves.
 */
export async function applyStoreOrder(
  tx: Transaction,
  services: OrderServices,
  origin: StoreOrigin,
  order: StoreOrder,
): Promise<OrderEffect> {
  const key = { workspaceId: origin.workspaceId, host: origin.host, externalId: order.id }
  await lockStoreOrder(tx, key)
  const known = await findStoreOrder(tx, key)
  if (known && isOlder(order.modifiedAt, known.source_modified_at)) return { skipped: 'stale' }
  const locked =
    known?.order_id == null ? null : await findAndLockOrder(tx, origin.workspaceId, known.order_id)
  if (known && !locked && !isOlder(known.source_modified_at, order.modifiedAt)) return { skipped: 'stale' }

  const work: Work = { tx, services, origin, key, now: services.clock.now() }
  const told = toldBy(order, known)
  const items = await itemsOf(work, order)
  const orderId = locked
    ? await update(work, order, items, locked, { before: known?.told ?? told, after: told })
    : await create(work, order, items, told)
  await rememberStoreOrder(tx, key, known, { orderId, told, modifiedAt: order.modifiedAt, now: work.now })
  return undefined
}

/** Cancels the order of a store that put it into its trash; one that is unknown, or deleted here, is nothing to do. */
export async function cancelStoreOrder(
  tx: Transaction,
  services: OrderServices,
  origin: StoreOrigin,
  externalId: number,
): Promise<void> {
  const key = { workspaceId: origin.workspaceId, host: origin.host, externalId }
  await lockStoreOrder(tx, key)
  const known = await findStoreOrder(tx, key)
  const locked =
    known?.order_id == null ? null : await findAndLockOrder(tx, origin.workspaceId, known.order_id)
  if (!known || !locked) return
  const work: Work = { tx, services, origin, key, now: services.clock.now() }
  const told: Told = { ...known.told, status: 'cancelled' }
  if (locked.status !== 'cancelled') await write(work, locked, statusColumns(locked, 'cancelled'))
  await rememberStoreOrder(tx, key, known, { orderId: locked.id, told, modifiedAt: null, now: work.now })
}

/** False when either is unknown. */
function isOlder(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && Date.parse(one) < Date.parse(other)
}

function toldBy(order: StoreOrder, known: KnownOrder | null): Told {
  const { name, email, phone, address } = order.customer
  return {
    status: order.status ?? known?.told.status ?? (order.paymentStatus === 'paid' ? 'processing' : 'pending'),
    payment_status: order.paymentStatus,
    payment_method: order.paymentMethod,
    shipping_address: order.shippingAddress,
    shipping_phone: order.shippingPhone,
    notes: order.notes,
    customer: [name, email, phone, address].map((part) => part ?? '').join('\n'),
  }
}

async function itemsOf({ tx, origin, now }: Work, { lines }: StoreOrder): Promise<ItemRow[]> {
  const products = await productsOfLines(tx, origin, lines, now)
  return lines.map((line, index) => ({
    product_id: products[index] as number,
    product_name: line.name,
    quantity: line.quantity,
    price: moneyToString(line.price),
  }))
}

/**
 * The final amount is what the store asks of the customer, taxes and fees included, whatever the lines add up to; discount and
 * shipping are the store's. A discount that the store does not tell apart is added to the one that it does.
 */
function amountColumns({ total, discount, shippingFee, lines }: StoreOrder): OrderColumns {
  const goods = total + discount - shippingFee
  return {
    total_amount: moneyToString(goods < 0n ? 0n : goods),
    discount_amount: moneyToString(goods < 0n ? shippingFee - total : discount),
    shipping_fee: moneyToString(shippingFee),
    total_quantity: lines.reduce((sum, line) => sum + line.quantity, 0),
  }
}

const maxNumber = 40
/** So many orders of one number are orders of several stores; more are a mistake. */
const maxSuffix = 1000

async function create(work: Work, order: StoreOrder, items: ItemRow[], told: Told): Promise<number> {
  const { tx, origin, now } = work
  const { customer: _, ...toldColumns } = told
  const amounts = amountColumns(order)
  const columns = {
    workspace_id: origin.workspaceId,
    created_by: origin.userId,
    customer_id: await customerOf(work, order),
    ...toldColumns,
    ...amounts,
    delivery_status: deliveryOf[told.status] ?? 'pending',
    sales_channel: 'woocommerce',
    moves_stock: false,
    created_at: creationOf(order, now),
    updated_at: now,
  }
  for (let suffix = 1; suffix <= maxSuffix; suffix++) {
    const order_number = cutText(`WC-${order.number}`, maxNumber) + (suffix === 1 ? '' : `-${suffix}`)
    const return_code = told.status === 'returned' ? returnCodeOf(order_number) : null
    const codes = { order_number, return_code, tracking_number: null, reconciliation_code: null }
    const id = await insertOrder(tx, { ...columns, ...codes, search_text: orderSearchText(codes) })
    if (id === null) continue
    await writeItems(tx, origin.workspaceId, id, items)
    const { total_quantity: _, ...sums } = amounts
    await audit(work, 'order.placed', id, {
      after: { order_number, status: told.status, ...sums, lines: items.length },
    })
    return id
  }
  throw new Error(`No number is free for order ${order.id} of a store`)
}

/** Shops import orders of years ago, but none from before there were any. */
function creationOf({ createdAt }: StoreOrder, now: Date): string {
  return createdAt !== null && createdAt >= '1970' && Date.parse(createdAt) <= now.getTime() + 86_400_000
    ? createdAt
    : now.toISOString()
}

async function update(
  work: Work,
  order: StoreOrder,
  items: ItemRow[],
  locked: LockedOrder,
  told: { before: Told; after: Told },
): Promise<number> {
  const { tx, origin } = work
  const isNews = (key: keyof Told) => told.before[key] !== told.after[key]
  const columns: OrderColumns = amountColumns(order)
  for (const key of ['payment_status', 'payment_method', 'shipping_address', 'shipping_phone'] as const) {
    if (isNews(key)) columns[key] = told.after[key]
  }
  if (isNews('notes') && locked.notes === told.before.notes) columns.notes = told.after.notes
  if (isNews('customer')) columns.customer_id = await customerOf(work, order)
  if (isNews('status')) Object.assign(columns, statusColumns(locked, told.after.status))
  const areItemsNew = !sameItems(await readItems(tx, locked.id), items)
  if (areItemsNew) await writeItems(tx, origin.workspaceId, locked.id, items)
  await write(work, locked, columns, areItemsNew ? { lines: items.length } : {})
  return locked.id
}

/** A line without a name in the store's words keeps the one that it got from its product. */
function sameItems(stored: readonly ItemRow[], items: readonly ItemRow[]): boolean {
  const isSame = (a: ItemRow, b: ItemRow | undefined) =>
    a.product_id === b?.product_id &&
    (b.product_name === '' || a.product_name === b.product_name) &&
    a.quantity === b.quantity &&
    a.price === b.price
  return stored.length === items.length && stored.every((item, index) => isSame(item, items[index]))
}

function statusColumns(order: LockedOrder, status: OrderStatus): OrderColumns {
  return {
    status,
    delivery_status: deliveryOf[status] ?? 'pending',
    ...(status === 'returned' && !order.return_code ? { return_code: returnCodeOf(order.order_number) } : {}),
  }
}

/** Writes what differs, tells the audit log and, of a new status, everybody who listens. */
async function write(
  work: Work,
  order: LockedOrder,
  columns: OrderColumns,
  others: object = {},
): Promise<void> {
  const { tx, services, origin, now } = work
  const before = order as unknown as OrderColumns
  const changed = Object.keys(columns).filter(
    (key) => columns[key] !== before[key] && key !== 'total_quantity',
  )
  if (changed.length === 0 && Object.keys(others).length === 0) return
  const values = Object.fromEntries(changed.map((key) => [key, columns[key]]))
  const after = { ...order, ...values }
  await updateOrder(tx, origin.workspaceId, order.id, {
    ...columns,
    search_text: orderSearchText(after),
    updated_at: now,
  })
  const status = values.status as OrderStatus | undefined
  await audit(work, status === undefined ? 'order.updated' : `order.${status}`, order.id, {
    before: Object.fromEntries(changed.map((key) => [key, before[key]])),
    after: { ...values, ...others },
  })
  if (status === undefined) return
  await services.events.emit(tx, 'order.status_changed', {
    workspaceId: origin.workspaceId,
    orderId: order.id,
    from: order.status,
    to: status,
    at: now.toISOString(),
    origin: origin.audit,
  })
}

function customerOf({ tx, origin, now }: Work, order: StoreOrder): Promise<number | null> {
  return findOrAddCustomer(tx, origin.workspaceId, order.customer, { origin: origin.audit, now })
}

function audit(
  { tx, origin }: Work,
  action: string,
  id: number,
  change: { before?: object; after?: object },
): Promise<void> {
  return recordAudit(tx, {
    workspaceId: origin.workspaceId,
    ...origin.audit,
    action,
    subject: { type: 'order', id },
    ...change,
  })
}
