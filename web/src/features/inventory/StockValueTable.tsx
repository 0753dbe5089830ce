import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Money } from '../../ui/Money.tsx'
import { inventorySummaryQuery, type ValuedStock } from './api.ts'
import { ProductLink } from './ProductLink.tsx'

/** The stocks that are worth most. */
export function StockValueTable() {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  const summary = useQuery(inventorySummaryQuery(useApi()))
  const columns: Column<ValuedStock>[] = [
    {
      key: 'product',
      header: t('inventory.product'),
      primary: true,
      render: (row) => <ProductLink id={row.id} name={row.name} />,
    },
    { key: 'sku', header: t('fields.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    { key: 'stock', header: t('fields.stock'), align: 'end', render: (row) => number(row.stock) },
    {
      key: 'value',
      header: t('inventory.value'),
      align: 'end',
      render: (row) => <Money amount={row.inventory_value} />,
    },
  ]
  return (
    <DataTable
      label={t('inventory.worth')}
      columns={columns}
      rows={summary.data?.top_products}
      rowKey={(row) => row.id}
      error={summary.error}
      onRetry={() => void summary.refetch()}
      empty={<EmptyState order={2} title={t('inventory.noWorth')} text={t('inventory.noWorthText')} />}
    />
  )
}
