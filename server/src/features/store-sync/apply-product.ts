import { difference } from '../../kernel/audit/act.ts'
import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { productSearchText } from '../catalog/index.ts'
import { rememberStore, storeHostOf } from '../integration-tokens/index.ts'
import { recordStockMovements } from '../inventory/index.ts'
import type { EventEffect, StoredEventSource } from '../store-events/index.ts'
import {
  catalogueType,
  externalIdOf,
  isInStock,
  keptSku,
  metadataOf,
  type ProductTexts,
  pricesOf,
  stockAfter,
  textsOf,
  withReadableNames,
} from './product-values.ts'
import {
  findNamesake,
  insertStoreProduct,
  type KnownProduct,
  lockIdentities,
  lockKnownProducts,
  lockProduct,
  noteRemoval,
  type ProductColumns,
  takenNames,
  updateStoreProduct,
  type Wanted,
  writeDetails,
} from './queries.ts'
import type { ProductEventType, StoreProduct } from './store-product.ts'

/** Whose word about a product it is, when and from where it came. */
export interface SyncScope {
  source: StoredEventSource
  now: Date
  requestId?: string | null | undefined
  ip?: string | null | undefined
}

export interface ProductWord {
  eventType: ProductEventType
  product: StoreProduct
  /** The host that the store names itself; unless told that of the product's link. */
  host?: string | null
}

/** Of stores that never said theirs, in workspaces that have none. */
const lastCurrency = 'IRT'

/** What is known under one identity while a word about it is applied. */
interface Sync extends SyncScope {
  tx: Transaction
  storeHost: string | null
  currency: string
  known: KnownProduct[]
}

interface Piece {
  product: StoreProduct
  texts: ProductTexts
}

/**
 * Makes the catalogue say what a store said of a product (storefronts contract 5.4): the row, its details, stock movements and audit
 * lines. Words about one product wait for each other; one that is older than the last is stale and changes nothing.
 */
export async function applyStoreProduct(
  tx: Transaction,
  scope: SyncScope,
  { eventType, product: received, host }: ProductWord,
): Promise<EventEffect> {
  const { source } = scope
  const product = await withReadableNames(received)
  const pieces = await preparePieces(product, eventType)
  const toldHost = host ?? storeHostOf(product.link)
  await rememberStore(tx, source, { host: toldHost, currency: product.currency })

  const externalId = externalIdOf(product.id)
  const family = [product.id, product.parentId, ...product.variations.map(({ id }) => id)]
  const externalIds = family.filter((id) => id !== null).map(externalIdOf)
  await lockIdentities(tx, source.workspaceId, externalIds)
  const sync: Sync = {
    ...scope,
    tx,
    storeHost: toldHost ?? source.storeHost,
    currency: product.currency ?? source.storeCurrency ?? (source.workspaceCurrency || lastCurrency),
    known: await lockKnownProducts(tx, source.workspaceId, externalIds, [externalId]),
  }
  const before = knownAs(sync, externalId)
  if (eventType === 'product.deleted') {
    if (before) await removeProduct(sync, before, product.modifiedAt)
    return undefined
  }
  if (isOlder(product.modifiedAt, before)) return { skipped: 'stale' }

  const parent = product.parentId === null ? null : knownAs(sync, externalIdOf(product.parentId))
  const id = await saveProduct(sync, pieces[0] as Piece, before, parent?.id ?? null)
  for (const piece of pieces.slice(1)) {
    const variation = knownAs(sync, externalIdOf(piece.product.id))
    if (!isOlder(piece.product.modifiedAt, variation)) await saveProduct(sync, piece, variation, id)
  }
  if (!product.isVariation) await settleVariations(sync, product, id, before)
  return undefined
}

/** The product and then the variations that came with it, completed by what they share with it. */
function preparePieces(product: StoreProduct, eventType: ProductEventType): Promise<Piece[]> {
  if (eventType === 'product.deleted') return Promise.resolve([])
  const variations = product.variations.map((variation) => ({
    ...variation,
    name:
      variation.name ??
      [product.name, Object.values(variation.specifications ?? {}).join(', ')].filter(Boolean).join(' - '),
    link: variation.link || product.link,
    categories: product.categories,
    isPublished: variation.isPublished && product.isPublished,
    modifiedAt: variation.modifiedAt ?? product.modifiedAt,
    parentId: product.id,
  }))
  return Promise.all(
    [product, ...variations].map(async (one) => ({ product: one, texts: await textsOf(one) })),
  )
}

/**
 * The product of that identity: the store's own or, when a store or the call does not say which store it is, the only one there is
 * (storefronts contract 5.4, Identity).
 */
function knownAs({ known, storeHost }: Sync, externalId: string): KnownProduct | null {
  const candidates = known.filter((row) => row.external_id === externalId)
  if (storeHost === null && candidates.length === 1) return candidates[0] as KnownProduct
  const own = candidates.find((row) => row.store_host === storeHost)
  return own ?? candidates.find((row) => row.store_host === null) ?? null
}

function isOlder(modifiedAt: string | null, known: KnownProduct | null): boolean {
  if (modifiedAt === null || !known?.source_modified_at) return false
  return Date.parse(modifiedAt) < Date.parse(known.source_modified_at)
}

async function saveProduct(
  sync: Sync,
  piece: Piece,
  known: KnownProduct | null,
  parentId: number | null,
): Promise<number> {
  const { tx, source, now } = sync
  const { product } = piece
  const isVariation = product.isVariation
  const wanted = { id: product.id, sku: keptSku(product), name: product.name ?? '', isVariation }
  const other = known ? null : await findOther(sync, wanted)
  const before = known ?? (other && isAdoptable(other, wanted) ? other : null)
  const id = before
    ? await changeRow(sync, piece, before, parentId)
    : await insertRow(sync, piece, parentId, other === null)

  const { original, sale, discount, selling } = pricesOf(product)
  const modifiedAt = product.modifiedAt ?? known?.source_modified_at ?? null
  const storeHost = sync.storeHost ?? known?.store_host ?? null
  await writeDetails(
    tx,
    source.workspaceId,
    id,
    {
      store_host: storeHost,
      external_id: externalIdOf(product.id),
      parent_external_id: parentIdentity(product, known),
      short_description: piece.texts.shortDescription || null,
      long_description: piece.texts.longDescription || null,
      link: product.link || null,
      has_price: selling !== null,
      sale_price: sale,
      original_price: original,
      discount_amount: discount,
      currency: product.currency ?? sync.currency,
      tags: product.tags,
      in_stock: isInStock(product),
      stock_managed: product.stockQuantity !== null,
      synced_stock: product.stockQuantity,
      images: product.gallery,
      extraction_metadata: JSON.stringify(
        metadataOf(product, {
          needsEmbedding: known?.content_hash !== product.contentHash,
          modifiedAt,
          syncedAt: now,
          storeHost,
        }),
      ),
      content_hash: product.contentHash,
      source_modified_at: modifiedAt,
    },
    product,
    now,
  )
  return id
}

/** A variation that does not name its parent keeps the one it has. */
function parentIdentity({ isVariation, parentId }: StoreProduct, known: KnownProduct | null): string | null {
  if (!isVariation) return null
  return parentId === null ? (known?.parent_external_id ?? null) : externalIdOf(parentId)
}

/** The product here that has the SKU (or imported id and name) of a product that no store has told of yet; locked if it is adopted. */
async function findOther({ tx, source }: Sync, wanted: Wanted): Promise<KnownProduct | null> {
  const found = await findNamesake(tx, source.workspaceId, wanted)
  if (!found || !isAdoptable(found, wanted)) return found
  await lockProduct(tx, found.id)
  // Whoever held the row until now may have made it a store's: that is seen from here on only.
  return findNamesake(tx, source.workspaceId, wanted)
}

function isAdoptable(found: KnownProduct, wanted: Wanted): boolean {
  return found.external_id === null && (found.type === 'variation') === wanted.isVariation
}

async function insertRow(
  sync: Sync,
  { product, texts }: Piece,
  parentId: number | null,
  isSkuFree: boolean,
): Promise<number> {
  const { tx, source, now } = sync
  const sku = isSkuFree ? keptSku(product) : null
  const values = { ...columnsOf(product, texts, null, parentId), sku }
  const searched = { name: values.name, sku, barcode: null, description: values.description }
  const id = await insertStoreProduct(
    tx,
    source.workspaceId,
    { ...values, ...productSearchText(searched) },
    now,
  )
  if (values.stock > 0) await recordMovement(sync, id, 'in', 0, values.stock)
  await audit(sync, 'product.created', id, { after: { id, ...values } })
  return id
}

/** Writes the columns that differ; nothing when none does. */
async function changeRow(
  sync: Sync,
  { product, texts }: Piece,
  before: KnownProduct,
  parentId: number | null,
): Promise<number> {
  const { tx, source, now } = sync
  const wanted = columnsOf(product, texts, before, parentId)
  const isRevived = before.deleted_at !== null
  const cleared: { barcode?: null; external_id?: null } = {}
  if (isRevived || (wanted.sku !== null && wanted.sku !== before.sku)) {
    const taken = await takenNames(tx, source.workspaceId, before.id, {
      sku: wanted.sku,
      barcode: before.barcode,
      externalId: before.product_external_id,
    })
    if (taken.sku) wanted.sku = null
    if (isRevived && taken.barcode) cleared.barcode = null
    if (isRevived && taken.external_id) cleared.external_id = null
  }
  const columnsBefore = Object.fromEntries(
    Object.keys(wanted).map((name) => [name, before[name as keyof ProductColumns]]),
  ) as unknown as ProductColumns
  const changes = difference(columnsBefore, wanted)
  if (Object.keys(changes.after).length === 0) return before.id
  const searched = { ...before, ...wanted, ...cleared }
  await updateStoreProduct(
    tx,
    before.id,
    { ...changes.after, ...cleared, ...productSearchText(searched) },
    now,
  )
  if (wanted.stock !== before.stock)
    await recordMovement(sync, before.id, 'adjustment', before.stock, wanted.stock)
  await audit(sync, 'product.updated', before.id, changes)
  return before.id
}

function columnsOf(
  product: StoreProduct,
  texts: ProductTexts,
  before: KnownProduct | null,
  parentId: number | null,
): ProductColumns {
  const category = product.categories.join(', ') || null
  return {
    name: product.name as string,
    description: texts.description || null,
    price: pricesOf(product).selling ?? '0.00',
    stock: stockAfter(product.stockQuantity, before?.stock ?? 0),
    category,
    category_id: category !== null && category === before?.category ? before.category_id : null,
    image_url: product.image || null,
    images: [...new Set([product.image, ...product.gallery].filter(Boolean))],
    sku: keptSku(product),
    is_active: product.isPublished,
    type: catalogueType(product),
    parent_id: product.isVariation ? (parentId ?? before?.parent_id ?? null) : null,
    deleted_at: null,
  }
}

/** The store removed a product: it and its variations are there still, and nobody is offered them. */
async function removeProduct(sync: Sync, known: KnownProduct, modifiedAt: string | null): Promise<void> {
  const variations = variationsOf(sync, known)
  for (const row of [known, ...variations]) await switchActive(sync, row, false)
  await noteRemoval(sync.tx, known.id, modifiedAt, sync.now)
}

/** Links variations that came before their parent, and hides those that the store has no longer. */
async function settleVariations(
  sync: Sync,
  product: StoreProduct,
  id: number,
  before: KnownProduct | null,
): Promise<void> {
  const told = product.variationIds?.map(externalIdOf)
  const withWords = new Set(product.variations.map((one) => externalIdOf(one.id)))
  for (const row of variationsOf(sync, { external_id: externalIdOf(product.id) })) {
    const own = row.external_id ?? ''
    if (row.parent_id !== id) await updateStoreProduct(sync.tx, row.id, { parent_id: id }, sync.now)
    if (told === undefined || withWords.has(own)) continue
    if (!told.includes(own)) await switchActive(sync, row, false)
    else if (before?.is_active === false && product.isPublished) await switchActive(sync, row, true)
  }
}

function variationsOf({ known, storeHost }: Sync, parent: Pick<KnownProduct, 'external_id'>): KnownProduct[] {
  return known.filter(
    (row) =>
      row.parent_external_id !== null &&
      row.parent_external_id === parent.external_id &&
      (row.store_host === storeHost || row.store_host === null || storeHost === null),
  )
}

async function switchActive(sync: Sync, row: KnownProduct, isActive: boolean): Promise<void> {
  if (row.is_active === isActive) return
  await updateStoreProduct(sync.tx, row.id, { is_active: isActive }, sync.now)
  const change = { before: { is_active: row.is_active }, after: { is_active: isActive } }
  await audit(sync, 'product.updated', row.id, change)
}

async function recordMovement(
  { tx, source, now }: Sync,
  productId: number,
  type: 'in' | 'adjustment',
  previousStock: number,
  newStock: number,
): Promise<void> {
  const origin = { workspaceId: source.workspaceId, userId: source.userId, at: now }
  const movement = { productId, type, quantity: newStock, previousStock, newStock, notes: 'WooCommerce' }
  await recordStockMovements(tx, origin, [movement])
}

function audit(
  { tx, source, requestId, ip }: Sync,
  action: string,
  productId: number,
  change: { before?: object; after?: object },
): Promise<void> {
  const actor = { kind: 'token' as const, id: source.id }
  const subject = { type: 'product', id: productId }
  return recordAudit(tx, {
    workspaceId: source.workspaceId,
    actor,
    action,
    subject,
    requestId: requestId ?? null,
    ip: ip ?? null,
    ...change,
  })
}
