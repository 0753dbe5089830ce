import 'i18next'
import type adminIntegrations from './en/admin-integrations.json'
import type apiTokens from './en/api-tokens.json'
import type assistant from './en/assistant.json'
import type auth from './en/auth.json'
import type channelPosts from './en/channel-posts.json'
import type channels from './en/channels.json'
import type common from './en/common.json'
import type customers from './en/customers.json'
import type imports from './en/imports.json'
import type integrations from './en/integrations.json'
import type orders from './en/orders.json'
import type overview from './en/overview.json'
import type pos from './en/pos.json'
import type products from './en/products.json'
import type reports from './en/reports.json'
import type settings from './en/settings.json'
import type shipments from './en/shipments.json'
import type storeProducts from './en/store-products.json'
import type suppliers from './en/suppliers.json'
import type team from './en/team.json'
import type whatsapp from './en/whatsapp.json'

// One line per namespace: `t('…')` then accepts existing keys only.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    returnNull: false
    resources: {
      'admin-integrations': typeof adminIntegrations
      'api-tokens': typeof apiTokens
      assistant: typeof assistant
      auth: typeof auth
      'channel-posts': typeof channelPosts
      channels: typeof channels
      common: typeof common
      customers: typeof customers
      imports: typeof imports
      integrations: typeof integrations
      orders: typeof orders
      overview: typeof overview
      pos: typeof pos
      products: typeof products
      reports: typeof reports
      settings: typeof settings
      'store-products': typeof storeProducts
      suppliers: typeof suppliers
      team: typeof team
      shipments: typeof shipments
      whatsapp: typeof whatsapp
    }
  }
}
