import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import type { BuyingCustomer, SoldProduct } from './api.ts'
import { useUnits } from './useUnits.ts'

export function useProductColumns<TRow extends SoldProduct>(): Column<TRow>[] {
  const { t } = useTranslation('reports')
  const { can } = usePermissions()
  const units = useUnits()
  return [
    {
      key: 'name',
      header: t('columns.product'),
      primary: true,
      render: (row) => (can('products:read') ? <ProductLink {...row} /> : <bdi>{row.name}</bdi>),
    },
    { key: 'sku', header: t('columns.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    {
      key: 'sold',
      header: t('columns.sold'),
      align: 'end',
      render: (row) => <bdi>{units.pieces(row.total_sold)}</bdi>,
    },
    {
      key: 'revenue',
      header: t('columns.revenue'),
      align: 'end',
      render: (row) => <Money amount={row.revenue} />,
    },
  ]
}

function ProductLink({ id, name }: SoldProduct) {
  return (
    <LinkAnchor to="/products/$productId" params={{ productId: String(id) }} size="sm" fw={600} c="inherit">
      <bdi>{name}</bdi>
    </LinkAnchor>
  )
}

export function useCustomerColumns(): Column<BuyingCustomer>[] {
  const { t } = useTranslation('reports')
  const units = useUnits()
  return [
    {
      key: 'name',
      header: t('columns.customer'),
      primary: true,
      render: (row) => <bdi>{row.name}</bdi>,
    },
    { key: 'email', header: t('columns.email'), render: (row) => <bdi>{row.email ?? '–'}</bdi> },
    {
      key: 'orders',
      header: t('columns.orders'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.order_count)}</bdi>,
    },
    {
      key: 'spent',
      header: t('columns.spent'),
      align: 'end',
      render: (row) => <Money amount={row.total_spent} />,
    },
  ]
}
