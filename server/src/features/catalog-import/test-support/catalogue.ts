import { expect } from 'vitest'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { registerCatalog } from '../../catalog/index.ts'
import { registerIdentity } from '../../identity/index.ts'
import { registerOrders } from '../../orders/index.ts'
import { registerCatalogImport } from '../index.ts'

/** The features that product imports and exports work with, on 10 March 2026. */
export function startCatalogueApp(): Promise<TestApp> {
  return startTestApp({
    features: [registerIdentity, registerCatalog, registerOrders, registerCatalogImport],
    now: '2026-03-10T12:00:00.000Z',
  })
}

/** A file with the given columns; cells are quoted. */
export function file(headers: string[], ...rows: string[][]): string {
  const quote = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  return [headers, ...rows].map(quote).join('\n')
}

/** A row of `products` with its parent's name. */
export interface StoredProduct {
  id: number
  name: string
  price: string
  stock: number
  is_active: boolean
  type: string
  parent: string | null
  sku: string | null
  external_id: string | null
  category: string | null
  weight: string | null
  images: string[]
  attributes: Record<string, string>
}

/** Every product of a workspace, deleted ones too, in the order of creation. */
export function storedProducts({ services }: TestApp, workspaceId: number): Promise<StoredProduct[]> {
  return services.db.query<StoredProduct>(
    `select p.*, parent.name as parent from products p left join products parent on parent.id = p.parent_id
     where p.workspace_id = $1 order by p.id`,
    [workspaceId],
  )
}

/** The product of a workspace that has just one; fails where there are more or none. */
export async function onlyProduct(app: TestApp, workspaceId: number): Promise<StoredProduct> {
  const rows = await storedProducts(app, workspaceId)
  expect(rows).toHaveLength(1)
  return rows[0]!
}
