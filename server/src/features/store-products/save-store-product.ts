import { type Act, difference } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { parseMoney } from '../../kernel/money/money.ts'
import { createProductIn, updateProductIn } from '../catalog/index.ts'
import { safeHtml } from '../store-sync/index.ts'
import { type PriceColumns, statedPrices, syncedPrices } from './change-prices.ts'
import { type DetailValues, lockStoreProducts, readDetails, saveDetails } from './details-queries.ts'
import type { StoreProductChanges, StoreProductInput } from './inputs.ts'
import type { StoreProductRow } from './product-sql.ts'
import { findStoreProduct } from './queries.ts'

/** Creates a product of the shop by hand; the sales API has it at once. */
export async function createStoreProduct(act: Act, sent: StoreProductInput): Promise<StoreProductRow> {
  const input = await withSafeHtml(sent)
  return act.db.transaction(async (tx) => {
    const prices = statedPrices(input)
    const details = {
      ...detailsOf(input, prices),
      ...stockDetails({ ...input, stock_quantity: input.stock_quantity ?? null }),
      has_price: prices.price != null,
    }
    const product = await createProductIn(
      tx,
      act,
      {
        name: input.title,
        description: input.description,
        price: minorUnits(prices.price),
        stock: input.stock_quantity ?? 0,
        category: input.category,
        image_url: input.main_image,
        images: input.images ?? [],
        is_active: input.is_active,
      },
      { after: details },
    )
    await saveDetails(tx, act.caller.workspaceId, product.id, details, act.services.clock.now())
    return shown(tx, act, product.id)
  })
}

/** Changes the keys that are present. Throws 404 when the product is gone meanwhile. */
export async function updateStoreProduct(
  act: Act,
  uuid: string,
  sent: StoreProductChanges,
): Promise<StoreProductRow> {
  const changes = await withSafeHtml(sent)
  return act.db.transaction(async (tx) => {
    const [locked] = await lockStoreProducts(tx, act.caller.workspaceId, [uuid])
    if (!locked) throw notFound('Not found.')
    await changeStoreProduct(tx, act, locked.id, changes)
    return shown(tx, act, locked.id)
  })
}

/** Changes those of the products that exist alike; their number. */
export function updateStoreProducts(
  act: Act,
  uuids: readonly string[],
  changes: StoreProductChanges,
): Promise<number> {
  return act.db.transaction(async (tx) => {
    const locked = await lockStoreProducts(tx, act.caller.workspaceId, uuids)
    for (const { id } of locked) await changeStoreProduct(tx, act, id, changes)
    return locked.length
  })
}

async function changeStoreProduct(
  tx: Transaction,
  act: Act,
  id: number,
  changes: StoreProductChanges,
): Promise<void> {
  const before = await shown(tx, act, id)
  const prices = before.synced ? syncedPrices(before, changes) : statedPrices(changes)
  const details: DetailValues = { ...detailsOf(changes, prices), ...stockDetails(changes, before) }
  if (prices.price !== undefined) details.has_price = prices.price !== null
  if (before.synced && changes.images) details.images = changes.images

  const told = await readDetails(tx, id)
  const beside = difference(pick(told, Object.keys(details)), details)
  if (Object.keys(details).length > 0)
    await saveDetails(tx, act.caller.workspaceId, id, details, act.services.clock.now())
  const { title, description, main_image, images, is_active, stock_quantity } = changes
  // A category by its text alone belongs to no category of the sales API.
  const category =
    changes.category === undefined || changes.category === before.category
      ? {}
      : { category: changes.category, category_id: null }
  await updateProductIn(
    tx,
    act,
    id,
    {
      ...category,
      ...sentOnly({ name: title, description, image_url: main_image, images, is_active }),
      ...(prices.price === undefined ? {} : { price: minorUnits(prices.price) }),
      ...(stock_quantity == null ? {} : { stock: stock_quantity }),
    },
    beside,
  )
}

async function withSafeHtml<T extends Pick<StoreProductChanges, 'long_description'>>(sent: T): Promise<T> {
  return sent.long_description ? { ...sent, long_description: await safeHtml(sent.long_description) } : sent
}

/** The columns that take what was sent as it is. */
function detailsOf(sent: Partial<StoreProductChanges>, prices: PriceColumns): DetailValues {
  const { sale_price, original_price, discount_amount, discount_percentage } = prices
  return sentOnly({
    product_type: sent.product_type,
    short_description: sent.short_description,
    long_description: sent.long_description,
    link: sent.link,
    currency: sent.currency,
    billing_period: sent.billing_period,
    features: sent.features,
    specifications: sent.specifications,
    brand: sent.brand,
    tags: sent.tags,
    keywords: sent.keywords,
    meta_title: sent.meta_title,
    meta_description: sent.meta_description,
    sale_price,
    original_price,
    discount_amount,
    discount_percentage,
  })
}

/**
 * A quantity by hand replaces the store's word on stock. Whether there is stock follows the quantity; only a flag that says
 * otherwise is kept.
 */
function stockDetails(
  sent: Pick<Partial<StoreProductChanges>, 'stock_quantity' | 'in_stock'>,
  before?: Pick<StoreProductRow, 'stock_quantity' | 'stock_moved'>,
): DetailValues {
  const quantity = (sent.stock_quantity === undefined ? before?.stock_quantity : sent.stock_quantity) ?? null
  const details: DetailValues = {}
  if (sent.stock_quantity !== undefined) {
    details.stock_managed = quantity !== null
    details.synced_stock = null
    details.in_stock = null
  }
  if (sent.in_stock !== undefined) {
    const follows = sent.in_stock === (quantity === null || quantity > 0)
    details.in_stock = follows ? null : sent.in_stock
    if (before?.stock_moved) details.synced_stock = null
  }
  return details
}

async function shown(tx: Transaction, act: Act, id: number): Promise<StoreProductRow> {
  const row = await findStoreProduct(tx, act.caller.workspaceId, { id })
  if (!row) throw new TypeError(`product ${id} is not among the products of its workspace`)
  return row
}

const minorUnits = (price: string | null | undefined) => (price == null ? 0n : parseMoney(price)!)

function sentOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function pick<T extends object>(values: T, names: string[]): T {
  return Object.fromEntries(
    names.map((name) => [name, (values as Record<string, unknown>)[name] ?? null]),
  ) as T
}
