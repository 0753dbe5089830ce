/** What a file may hold: each has its own columns, paths and report. */
export const importKinds = ['products', 'orders'] as const
export type ImportKind = (typeof importKinds)[number]

/** The pages of each kind; `one` takes the parameter `importId`. */
export const importPages = {
  products: { list: '/products/import', one: '/products/import/$importId', result: '/products' },
  orders: { list: '/orders/import', one: '/orders/import/$importId', result: '/orders' },
} as const

/** What is stale once an import has been applied. */
export const staleQueries = {
  products: ['products', 'categories', 'inventory', 'stats', 'first-steps'],
  orders: ['orders', 'customers', 'stats', 'reports', 'first-steps'],
} as const
