import type { Feature } from './app.ts'
import { registerCatalog } from './features/catalog/index.ts'
import { registerHealth } from './features/health/index.ts'
import { registerIdentity } from './features/identity/index.ts'
import { registerOrders } from './features/orders/index.ts'

/** Every feature of the product, in the order of registration. */
export const features: readonly Feature[] = [
  registerHealth,
  registerIdentity,
  registerCatalog,
  registerOrders,
]
