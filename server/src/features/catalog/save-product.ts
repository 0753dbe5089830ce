import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { sqlState, type Transaction, violatedConstraint } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import { recordStockMovements } from '../inventory/index.ts'
import type { ProductRow } from './present-product.ts'
import {
  holdCategory,
  holdSupplier,
  insertProduct,
  lockProduct,
  type ProductValues,
  updateProductRow,
} from './product-queries.ts'
import type { ProductChanges, ProductInput } from './product-schemas.ts'
import { productSearchText } from './product-search.ts'

/** Creates a product; its first stock is a movement too. Refuses unknown references and a taken SKU or barcode. */
export function createProduct(act: Act, input: ProductInput): Promise<ProductRow> {
  return refusingDuplicates(() => act.db.transaction((tx) => createProductIn(tx, act, input)))
}

/** What a product needs at least; columns of absent keys have their defaults. */
export type NewProduct = Pick<ProductInput, 'name' | 'price'> & Partial<ProductInput>

/** What the audit line tells beside the columns of the product. */
export interface AuditedBeside {
  before?: object
  after?: object
}

/** `createProduct` within the caller's transaction; a taken SKU or barcode is the database's error. */
export async function createProductIn(
  tx: Transaction,
  act: Act,
  input: NewProduct,
  beside: AuditedBeside = {},
): Promise<ProductRow> {
  const now = act.services.clock.now()
  const categoryName = await holdReferences(tx, act.caller.workspaceId, input)
  const values = columnValues(input)
  values.category = categoryName ?? input.category ?? null
  values.images = input.images ?? (input.image_url ? [input.image_url] : [])
  values.image_url = input.image_url ?? input.images?.[0] ?? null
  Object.assign(
    values,
    productSearchText({
      name: input.name,
      sku: input.sku ?? null,
      barcode: input.barcode ?? null,
      description: input.description ?? null,
    }),
  )
  const row = await insertProduct(tx, act.caller.workspaceId, values, now)
  if (row.stock > 0) await recordStockChange(tx, act, row.id, 'in', 0, row.stock, now)
  const subject = { type: 'product', id: row.id }
  await auditAct(tx, act, 'product.created', subject, { after: { ...row, ...beside.after } })
  return row
}

/**
 * Changes the keys that are present, and nothing else. `stock` is the new absolute value; a difference is recorded as an
 * adjustment (sales contract 9.1).
 */
export function updateProduct(act: Act, id: number, changes: ProductChanges): Promise<ProductRow> {
  return refusingDuplicates(() => act.db.transaction((tx) => updateProductIn(tx, act, id, changes)))
}

/** `updateProduct` within the caller's transaction; a taken SKU or barcode is the database's error. */
export async function updateProductIn(
  tx: Transaction,
  act: Act,
  id: number,
  changes: ProductChanges,
  beside: AuditedBeside = {},
): Promise<ProductRow> {
  const now = act.services.clock.now()
  const { workspaceId } = act.caller
  // Categories are locked before products everywhere: renaming one goes the same way.
  const categoryName = await holdReferences(tx, workspaceId, changes)
  const before = await lockProduct(tx, workspaceId, id)
  if (!before) throw notFound('Product not found')

  const values = columnValues(changes)
  const categoryId = changes.category_id === undefined ? before.category_id : changes.category_id
  if (categoryName !== null) values.category = categoryName
  else if (categoryId !== null) delete values.category
  else if (changes.category_id === null && before.category_id !== null) values.category ??= null
  const after = { ...before, ...values }
  Object.assign(values, productSearchText(after))

  const row = await updateProductRow(tx, workspaceId, id, values, now)
  if (row.stock !== before.stock) {
    await recordStockChange(tx, act, id, 'adjustment', before.stock, row.stock, now)
  }
  const changed = difference(before, row)
  await auditAct(
    tx,
    act,
    'product.updated',
    { type: 'product', id },
    {
      before: { ...changed.before, ...beside.before },
      after: { ...changed.after, ...beside.after },
    },
  )
  return row
}

function recordStockChange(
  tx: Transaction,
  act: Act,
  productId: number,
  type: 'in' | 'adjustment',
  previousStock: number,
  newStock: number,
  at: Date,
) {
  const movement = { productId, type, quantity: newStock, previousStock, newStock }
  return recordStockMovements(tx, { workspaceId: act.caller.workspaceId, userId: act.caller.userId, at }, [
    movement,
  ])
}

/** Body keys whose column takes the value as it is, once money is text. */
function columnValues(input: ProductChanges): ProductValues {
  const { price, cost_price, ...rest } = input
  const values: ProductValues = {}
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined) Object.assign(values, { [key]: value })
  }
  if (price !== undefined) values.price = moneyToString(price)
  if (cost_price !== undefined) values.cost_price = cost_price === null ? null : moneyToString(cost_price)
  return values
}

/** Locks what the product refers to; returns the name of the category, null when none is given. */
async function holdReferences(
  tx: Transaction,
  workspaceId: number,
  input: Pick<ProductChanges, 'category_id' | 'supplier_id'>,
): Promise<string | null> {
  const unknown = new Refusal(400, 'Invalid category or supplier ID')
  let categoryName: string | null = null
  if (input.category_id != null) {
    categoryName = await holdCategory(tx, workspaceId, input.category_id)
    if (categoryName === null) throw unknown
  }
  if (input.supplier_id != null && !(await holdSupplier(tx, workspaceId, input.supplier_id))) throw unknown
  return categoryName
}

async function refusingDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const taken = ['products_sku_key', 'products_barcode_key'].includes(violatedConstraint(error) ?? '')
    if (sqlState(error) === '23505' && taken) throw new Refusal(400, 'SKU or barcode already exists')
    throw error
  }
}
