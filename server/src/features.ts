import type { Feature } from './app.ts'
import { registerApiTokens } from './features/api-tokens/index.ts'
import { registerAssistant } from './features/assistant/index.ts'
import { registerCatalog } from './features/catalog/index.ts'
import { registerCatalogImport } from './features/catalog-import/index.ts'
import { registerChannels } from './features/channels/index.ts'
import { registerCustomers } from './features/customers/index.ts'
import { registerHealth } from './features/health/index.ts'
import { registerIdentity } from './features/identity/index.ts'
import { registerIntegrationTokens } from './features/integration-tokens/index.ts'
import { registerInventory } from './features/inventory/index.ts'
import { registerMaintenance } from './features/maintenance/index.ts'
import { registerOrderImport } from './features/order-import/index.ts'
import { registerOrders } from './features/orders/index.ts'
import { registerSalesReports } from './features/sales-reports/index.ts'
import { registerShipments } from './features/shipments/index.ts'
import { registerShopSettings } from './features/shop-settings/index.ts'
import { registerStoreContent } from './features/store-content/index.ts'
import { registerStoreEvents } from './features/store-events/index.ts'
import { registerStoreHooks } from './features/store-hooks/index.ts'
import { registerStoreProducts } from './features/store-products/index.ts'
import { registerStoreSync } from './features/store-sync/index.ts'
import { registerUploads } from './features/uploads/index.ts'
import { registerWorkspaces } from './features/workspaces/index.ts'

/** Every feature of the product, in the order of registration. */
export const features: readonly Feature[] = [
  registerHealth,
  registerMaintenance,
  registerIdentity,
  registerApiTokens,
  registerIntegrationTokens,
  registerWorkspaces,
  registerUploads,
  registerCatalog,
  registerInventory,
  registerCustomers,
  registerOrders,
  registerShipments,
  registerSalesReports,
  registerShopSettings,
  registerCatalogImport,
  registerOrderImport,
  registerStoreEvents,
  registerStoreContent,
  registerStoreSync,
  registerStoreHooks,
  registerStoreProducts,
  registerAssistant,
  registerChannels,
]
