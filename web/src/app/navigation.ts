/**
 * The entries of the sidebar, the mobile drawer and the command palette, in the order shown.
 *
 * To add one: write one line below, with `to` a path of `routes.tsx`, `labelKey` a key of `i18n/<language>/common.json`
 * (under `nav`, in all six languages), an icon of @tabler/icons-react, the section that it belongs to, and with `needs`
 * the permission without which it does not show.
 */
import {
  IconBrandWhatsapp,
  IconBuildingStore,
  IconBuildingWarehouse,
  IconCashRegister,
  IconChartBar,
  IconFolders,
  IconKey,
  IconLayoutDashboard,
  IconMessageQuestion,
  IconPackage,
  IconPlugConnected,
  IconReceipt,
  IconSettings,
  IconShare,
  IconShieldLock,
  IconShoppingBag,
  IconTruck,
  IconTruckDelivery,
  IconTruckLoading,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ParseKeys } from 'i18next'
import type { ComponentType } from 'react'
import { UnreadBadge } from '../features/whatsapp/UnreadBadge.tsx'
import { type Permission, usePermissions } from './permissions.ts'
import type { AppPath } from './router.ts'
import { useMaybeUser } from './session.tsx'

export type NavigationSection = 'shop' | 'account'

export type NavigationEntry = {
  to: AppPath
  labelKey: ParseKeys<'common'>
  icon: TablerIcon
  section: NavigationSection
  needs?: Permission
  /** For platform administrators. */
  staffOnly?: true
  /** Stands at the end of the entry in the menu. */
  Badge?: ComponentType
}

const navigation: NavigationEntry[] = [
  { to: '/', labelKey: 'nav.overview', icon: IconLayoutDashboard, section: 'shop' },
  { to: '/pos', labelKey: 'nav.pos', icon: IconCashRegister, section: 'shop', needs: 'orders:write' },
  { to: '/orders', labelKey: 'nav.orders', icon: IconReceipt, section: 'shop', needs: 'orders:read' },
  {
    to: '/shipments',
    labelKey: 'nav.shipments',
    icon: IconTruckDelivery,
    section: 'shop',
    needs: 'shipments:read',
  },
  {
    to: '/customers',
    labelKey: 'nav.customers',
    icon: IconUsers,
    section: 'shop',
    needs: 'customers:read',
  },
  {
    to: '/customer-groups',
    labelKey: 'nav.customerGroups',
    icon: IconUsersGroup,
    section: 'shop',
    needs: 'customers:read',
  },
  { to: '/products', labelKey: 'nav.products', icon: IconPackage, section: 'shop', needs: 'products:read' },
  {
    to: '/store-products',
    labelKey: 'nav.storeProducts',
    icon: IconShoppingBag,
    section: 'shop',
    needs: 'products:read',
  },
  {
    to: '/categories',
    labelKey: 'nav.categories',
    icon: IconFolders,
    section: 'shop',
    needs: 'products:read',
  },
  {
    to: '/inventory',
    labelKey: 'nav.inventory',
    icon: IconBuildingWarehouse,
    section: 'shop',
    needs: 'products:read',
  },
  {
    to: '/suppliers',
    labelKey: 'nav.suppliers',
    icon: IconTruckLoading,
    section: 'shop',
    needs: 'products:read',
  },
  {
    to: '/ask',
    labelKey: 'nav.assistant',
    icon: IconMessageQuestion,
    section: 'shop',
    needs: 'products:read',
  },
  { to: '/reports', labelKey: 'nav.reports', icon: IconChartBar, section: 'shop', needs: 'reports:read' },
  { to: '/carriers', labelKey: 'nav.carriers', icon: IconTruck, section: 'shop', needs: 'shipments:read' },
  {
    to: '/branches',
    labelKey: 'nav.branches',
    icon: IconBuildingStore,
    section: 'shop',
    needs: 'orders:read',
  },
  {
    to: '/integrations',
    labelKey: 'nav.channels',
    icon: IconShare,
    section: 'shop',
    needs: 'integrations:manage',
  },
  {
    to: '/integrations/whatsapp',
    labelKey: 'nav.whatsapp',
    icon: IconBrandWhatsapp,
    section: 'shop',
    needs: 'integrations:manage',
    Badge: UnreadBadge,
  },
  { to: '/settings', labelKey: 'nav.settings', icon: IconSettings, section: 'account' },
  {
    to: '/admin/integrations/integrationtoken',
    labelKey: 'nav.adminTokens',
    icon: IconShieldLock,
    section: 'account',
    staffOnly: true,
  },
]

/** Parts of the settings that the command palette finds by their own name. */
const settingsTabs: { tab: string; labelKey: ParseKeys<'common'>; icon: TablerIcon; needs?: Permission }[] = [
  { tab: 'team', labelKey: 'nav.team', icon: IconUsers },
  {
    tab: 'integrations',
    labelKey: 'nav.integrations',
    icon: IconPlugConnected,
    needs: 'integrations:manage',
  },
  { tab: 'tokens', labelKey: 'nav.apiTokens', icon: IconKey, needs: 'tokens:manage' },
]

export const sections: { key: NavigationSection; labelKey: ParseKeys<'common'> }[] = [
  { key: 'shop', labelKey: 'nav.sections.shop' },
  { key: 'account', labelKey: 'nav.sections.account' },
]

/** The entries that the signed-in person's role opens. */
export function useNavigation(): NavigationEntry[] {
  const { can } = usePermissions()
  const isStaff = useMaybeUser()?.is_staff ?? false
  return navigation.filter(
    ({ needs, staffOnly }) => (needs === undefined || can(needs)) && (!staffOnly || isStaff),
  )
}

export function useSettingsTabs() {
  const { can } = usePermissions()
  return settingsTabs.filter(({ needs }) => needs === undefined || can(needs))
}
