import { choiceParam, countParam, present, textParam } from '../../app/search-params.ts'
import { orderings, sources } from './choices.ts'

function amountParam(raw: Record<string, unknown>, name: string): number | undefined {
  const value = raw[name]
  const amount = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : undefined
}

/** The query of `/store-products`. */
export function storeProductsSearch(raw: Record<string, unknown>) {
  return present({
    q: textParam(raw, 'q'),
    source: choiceParam(raw, 'source', sources),
    store: textParam(raw, 'store'),
    category: textParam(raw, 'category'),
    brand: textParam(raw, 'brand'),
    min: amountParam(raw, 'min'),
    max: amountParam(raw, 'max'),
    stock: choiceParam(raw, 'stock', ['true', 'false']),
    active: choiceParam(raw, 'active', ['true', 'false']),
    discount: choiceParam(raw, 'discount', ['true', 'false']),
    order: choiceParam(raw, 'order', orderings),
    page: countParam(raw, 'page'),
  })
}

export type StoreProductsSearch = ReturnType<typeof storeProductsSearch>

/** How many of the filters behind the button are in force; search and order stand beside it. */
export function filtersInForce(search: StoreProductsSearch): number {
  const { source, store, category, brand, min, max, stock, active, discount } = search
  return [source, store, category, brand, min, max, stock, active, discount].filter(
    (value) => value !== undefined,
  ).length
}
