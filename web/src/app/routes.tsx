/**
 * Every page of the app, each loaded on its first visit.
 *
 * To add a page for signed-in people: one line in `appPages` below. Use `page(path, load, name, needs)`, where `load`
 * imports the page's module, `name` is its exported component and `needs` the permission without which
 * the shell explains itself in its place; `searchPage` also takes a function that turns the raw query
 * into typed search parameters (read them with `useSearch({ from: '/app/<path>' })`). Pages for visitors go to
 * `publicPages`. The menu entry is a line in `navigation.ts`.
 */
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { adminTokensSearch } from '../features/admin-integrations/search.ts'
import { calendarSearch, postsSearch, publishSearch } from '../features/channel-posts/search.ts'
import { channelsSearch } from '../features/channels/search.ts'
import { customersSearch } from '../features/customers/search.ts'
import { storeSearch } from '../features/integrations/search.ts'
import { inventorySearch } from '../features/inventory/search.ts'
import { ordersSearch } from '../features/orders/search.ts'
import { productsSearch } from '../features/products/search.ts'
import { reportsSearch } from '../features/reports/search.ts'
import { shipmentsSearch } from '../features/shipments/search.ts'
import { storeProductsSearch } from '../features/store-products/search.ts'
import { suppliersSearch } from '../features/suppliers/search.ts'
import { whatsappSearch } from '../features/whatsapp/search.ts'
import { ownPathOnly } from './own-path.ts'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import type { Permission } from './permissions.ts'
import { RootLayout } from './RootLayout.tsx'
import type { Session } from './session-store.ts'

type Load = () => Promise<Record<string, unknown>>

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the role must allow before the shell shows the page. */
    needs?: Permission | undefined
  }
}

const rootRoute = createRootRouteWithContext<{ session: Session }>()({
  component: RootLayout,
  notFoundComponent: NotFoundPage,
})

/** The pages behind the guard, inside the shell. */
const appLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  component: lazyRouteComponent(() => import('./AppLayout.tsx'), 'AppLayout'),
  beforeLoad: async ({ context, location }) => {
    const state = await context.session.restore()
    if (state.status === 'unreachable') throw new Error('The server cannot be reached')
    if (state.status !== 'anonymous') return
    const next = state.reason === 'signed-out' ? undefined : ownPathOnly(location.href)
    throw redirect({
      to: '/login',
      search: next === undefined || next === '/' ? {} : { next },
      replace: true,
    })
  },
})

/** The pages that anyone may open, inside the welcoming frame. */
const publicLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'public',
  component: lazyRouteComponent(() => import('./PublicLayout.tsx'), 'PublicLayout'),
})

/** Log-in and sign-up make no sense for somebody who is signed in. */
const visitorsOnly = createRoute({
  getParentRoute: () => publicLayout,
  id: 'visitors',
  beforeLoad: async ({ context, search }) => {
    const state = await context.session.restore()
    if (state.status !== 'signed-in') return
    const next = 'next' in search && typeof search.next === 'string' ? search.next : '/'
    throw redirect({ href: ownPathOnly(next) ?? '/', replace: true })
  },
})

function component(load: Load, name: string) {
  return lazyRouteComponent(load as () => Promise<Record<string, () => React.ReactNode>>, name)
}

function page<const TPath extends string>(path: TPath, load: Load, name: string, needs?: Permission) {
  return createRoute({
    getParentRoute: () => appLayout,
    path,
    component: component(load, name),
    staticData: { needs },
  })
}

function searchPage<const TPath extends string, TSearch extends Record<string, unknown>>(
  path: TPath,
  load: Load,
  name: string,
  validateSearch: (raw: Record<string, unknown>) => TSearch,
  needs?: Permission,
) {
  return createRoute({
    getParentRoute: () => appLayout,
    path,
    component: component(load, name),
    validateSearch,
    staticData: { needs },
  })
}

function publicPage<const TPath extends string>(path: TPath, load: Load, name: string) {
  return createRoute({
    getParentRoute: () => publicLayout,
    path,
    component: component(load, name),
    validateSearch: (raw: Record<string, unknown>): { token?: string; uid?: string } =>
      textsOf(raw, ['token', 'uid']),
  })
}

function visitorPage<const TPath extends string>(path: TPath, load: Load, name: string) {
  return createRoute({
    getParentRoute: () => visitorsOnly,
    path,
    component: component(load, name),
    validateSearch: (raw: Record<string, unknown>): { next?: string } => textsOf(raw, ['next']),
  })
}

/** The named query parameters that are non-empty texts or numbers (the router parses `?token=12` to a number). */
function textsOf<TName extends string>(
  raw: Record<string, unknown>,
  names: TName[],
): Partial<Record<TName, string>> {
  const found: Partial<Record<TName, string>> = {}
  for (const name of names) {
    const value = raw[name]
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') found[name] = String(value)
  }
  return found
}

const appPages = [
  page('/', () => import('../features/overview/OverviewPage.tsx'), 'OverviewPage'),
  searchPage(
    '/orders',
    () => import('../features/orders/OrdersPage.tsx'),
    'OrdersPage',
    ordersSearch,
    'orders:read',
  ),
  page('/orders/new', () => import('../features/orders/OrderFormPage.tsx'), 'OrderFormPage', 'orders:write'),
  page(
    '/orders/import',
    () => import('../features/imports/ImportsPage.tsx'),
    'OrderImportsPage',
    'orders:write',
  ),
  page(
    '/orders/import/$importId',
    () => import('../features/imports/ImportPage.tsx'),
    'OrderImportPage',
    'orders:write',
  ),
  page('/orders/$orderId', () => import('../features/orders/OrderPage.tsx'), 'OrderPage', 'orders:read'),
  page('/pos', () => import('../features/pos/PosPage.tsx'), 'PosPage', 'orders:write'),
  searchPage(
    '/shipments',
    () => import('../features/shipments/ShipmentsPage.tsx'),
    'ShipmentsPage',
    shipmentsSearch,
    'shipments:read',
  ),
  page(
    '/shipments/$shipmentId',
    () => import('../features/shipments/ShipmentPage.tsx'),
    'ShipmentPage',
    'shipments:read',
  ),
  page('/carriers', () => import('../features/carriers/CarriersPage.tsx'), 'CarriersPage', 'shipments:read'),
  page('/branches', () => import('../features/branches/BranchesPage.tsx'), 'BranchesPage', 'orders:read'),
  searchPage(
    '/products',
    () => import('../features/products/ProductsPage.tsx'),
    'ProductsPage',
    productsSearch,
    'products:read',
  ),
  page(
    '/products/new',
    () => import('../features/products/ProductPage.tsx'),
    'NewProductPage',
    'products:write',
  ),
  page(
    '/products/import',
    () => import('../features/imports/ImportsPage.tsx'),
    'ImportsPage',
    'products:write',
  ),
  page(
    '/products/import/$importId',
    () => import('../features/imports/ImportPage.tsx'),
    'ImportPage',
    'products:write',
  ),
  page(
    '/products/$productId',
    () => import('../features/products/ProductPage.tsx'),
    'ProductPage',
    'products:read',
  ),
  searchPage(
    '/store-products',
    () => import('../features/store-products/StoreProductsPage.tsx'),
    'StoreProductsPage',
    storeProductsSearch,
    'products:read',
  ),
  page(
    '/store-products/new',
    () => import('../features/store-products/EditStoreProductPage.tsx'),
    'NewStoreProductPage',
    'products:write',
  ),
  page(
    '/store-products/$productId',
    () => import('../features/store-products/StoreProductPage.tsx'),
    'StoreProductPage',
    'products:read',
  ),
  page(
    '/store-products/$productId/edit',
    () => import('../features/store-products/EditStoreProductPage.tsx'),
    'EditStoreProductPage',
    'products:write',
  ),
  page('/ask', () => import('../features/assistant/AskPage.tsx'), 'AskPage', 'products:read'),
  page(
    '/categories',
    () => import('../features/categories/CategoriesPage.tsx'),
    'CategoriesPage',
    'products:read',
  ),
  searchPage(
    '/inventory',
    () => import('../features/inventory/InventoryPage.tsx'),
    'InventoryPage',
    inventorySearch,
    'products:read',
  ),
  searchPage(
    '/customers',
    () => import('../features/customers/CustomersPage.tsx'),
    'CustomersPage',
    customersSearch,
    'customers:read',
  ),
  page(
    '/customers/$customerId',
    () => import('../features/customers/CustomerPage.tsx'),
    'CustomerPage',
    'customers:read',
  ),
  page(
    '/customer-groups',
    () => import('../features/customers/CustomerGroupsPage.tsx'),
    'CustomerGroupsPage',
    'customers:read',
  ),
  searchPage(
    '/suppliers',
    () => import('../features/suppliers/SuppliersPage.tsx'),
    'SuppliersPage',
    suppliersSearch,
    'products:read',
  ),
  page(
    '/suppliers/new',
    () => import('../features/suppliers/SupplierPage.tsx'),
    'NewSupplierPage',
    'products:write',
  ),
  page(
    '/suppliers/$supplierId',
    () => import('../features/suppliers/SupplierPage.tsx'),
    'SupplierPage',
    'products:read',
  ),
  searchPage(
    '/reports',
    () => import('../features/reports/ReportsPage.tsx'),
    'ReportsPage',
    reportsSearch,
    'reports:read',
  ),
  searchPage(
    '/integrations',
    () => import('../features/channels/ChannelsPage.tsx'),
    'ChannelsPage',
    channelsSearch,
    'integrations:manage',
  ),
  searchPage(
    '/integrations/posts',
    () => import('../features/channel-posts/PostsPage.tsx'),
    'PostsPage',
    postsSearch,
    'integrations:manage',
  ),
  searchPage(
    '/integrations/publish',
    () => import('../features/channel-posts/PublishPage.tsx'),
    'PublishPage',
    publishSearch,
    'integrations:manage',
  ),
  searchPage(
    '/integrations/calendar',
    () => import('../features/channel-posts/CalendarPage.tsx'),
    'CalendarPage',
    calendarSearch,
    'integrations:manage',
  ),
  searchPage(
    '/integrations/whatsapp',
    () => import('../features/whatsapp/WhatsAppPage.tsx'),
    'WhatsAppPage',
    whatsappSearch,
    'integrations:manage',
  ),
  searchPage(
    '/settings',
    () => import('../features/settings/SettingsPage.tsx'),
    'SettingsPage',
    (raw) => textsOf(raw, ['tab']),
  ),
  searchPage(
    '/settings/integrations/store',
    () => import('../features/integrations/StorePage.tsx'),
    'StorePage',
    storeSearch,
    'integrations:manage',
  ),
  searchPage(
    '/admin/integrations/integrationtoken',
    () => import('../features/admin-integrations/AdminTokensPage.tsx'),
    'AdminTokensPage',
    adminTokensSearch,
  ),
  page(
    '/admin/integrations/integrationtoken/add',
    () => import('../features/admin-integrations/AddTokenPage.tsx'),
    'AddTokenPage',
  ),
  page(
    '/admin/integrations/integrationtoken/$tokenId/change',
    () => import('../features/admin-integrations/ChangeTokenPage.tsx'),
    'ChangeTokenPage',
  ),
] as const

const publicPages = [
  publicPage(
    '/forgot-password',
    () => import('../features/identity/ForgotPasswordPage.tsx'),
    'ForgotPasswordPage',
  ),
  publicPage(
    '/reset-password',
    () => import('../features/identity/ResetPasswordPage.tsx'),
    'ResetPasswordPage',
  ),
  publicPage('/verify-email', () => import('../features/identity/VerifyEmailPage.tsx'), 'VerifyEmailPage'),
  publicPage('/google', () => import('../features/identity/GooglePage.tsx'), 'GooglePage'),
  publicPage('/invitation', () => import('../features/team/InvitationPage.tsx'), 'InvitationPage'),
  publicPage('/welcome', () => import('../features/identity/WelcomePage.tsx'), 'WelcomePage'),
] as const

const visitorPages = [
  visitorPage('/login', () => import('../features/identity/LoginPage.tsx'), 'LoginPage'),
  visitorPage('/signup', () => import('../features/identity/SignupPage.tsx'), 'SignupPage'),
] as const

export const routeTree = rootRoute.addChildren([
  appLayout.addChildren(appPages),
  publicLayout.addChildren([...publicPages, visitorsOnly.addChildren(visitorPages)]),
])
