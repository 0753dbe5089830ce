import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import type { Stocked } from './AdjustStock.tsx'
import { type LowStock, lowStockQuery } from './api.ts'
import { ProductLink } from './ProductLink.tsx'

const pageSize = 50

/** Products at or under their low-stock limit. */
export function LowStockTable({ onAdjust }: { onAdjust: (product: Stocked) => void }) {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  const low = useQuery(lowStockQuery(useApi()))
  const [page, setPage] = useState(1)
  const { can } = usePermissions()
  const columns: Column<LowStock>[] = [
    {
      key: 'product',
      header: t('inventory.product'),
      primary: true,
      render: (row) => <ProductLink id={row.id} name={row.name} />,
    },
    { key: 'sku', header: t('fields.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    { key: 'stock', header: t('fields.stock'), align: 'end', render: (row) => number(row.stock) },
    {
      key: 'threshold',
      header: t('fields.threshold'),
      align: 'end',
      render: (row) => number(row.low_stock_threshold),
    },
    { key: 'shortage', header: t('inventory.shortage'), align: 'end', render: (row) => number(row.shortage) },
  ]
  if (can('products:write')) {
    columns.push({
      key: 'actions',
      header: t('actions.label'),
      actions: true,
      align: 'end',
      render: (row) => (
        <Button size="xs" variant="light" onClick={() => onAdjust(row)}>
          {t('actions.adjust')}
        </Button>
      ),
    })
  }
  return (
    <DataTable
      label={t('inventory.low')}
      columns={columns}
      rows={low.data?.slice((page - 1) * pageSize, page * pageSize)}
      rowKey={(row) => row.id}
      error={low.error}
      onRetry={() => void low.refetch()}
      pagination={{ page, pageSize, total: low.data?.length ?? 0, onPage: setPage }}
      empty={<EmptyState order={2} title={t('inventory.noLow')} text={t('inventory.noLowText')} />}
    />
  )
}
