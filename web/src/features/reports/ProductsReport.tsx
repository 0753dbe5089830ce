import { Group, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Money } from '../../ui/Money.tsx'
import { MorePages } from '../../ui/MorePages.tsx'
import { overDays, type ProductRow, reportQuery } from './api.ts'
import { useProductColumns } from './columns.tsx'
import { CsvButton } from './ReportTable.tsx'
import type { Days } from './ranges.ts'
import { useUnits } from './useUnits.ts'

const pageSize = 50

/** Every product for sale, the one that brought most first. Give it a key of its days: pages start anew with them. */
export function ProductsReport({ days }: { days: Days }) {
  const { t } = useTranslation('reports')
  const units = useUnits()
  const [page, setPage] = useState(1)
  const report = useQuery(
    reportQuery<ProductRow[]>(useApi(), overDays('products', days, { page, limit: pageSize })),
  )
  const [name, sku, ...figures] = useProductColumns<ProductRow>()
  const more: Column<ProductRow>[] = [
    { key: 'category', header: t('columns.category'), render: (row) => <bdi>{row.category ?? '–'}</bdi> },
    {
      key: 'price',
      header: t('columns.price'),
      align: 'end',
      render: (row) => <Money amount={row.price} />,
    },
    {
      key: 'stock',
      header: t('columns.stock'),
      align: 'end',
      render: (row) => <bdi>{units.pieces(row.stock)}</bdi>,
    },
  ]
  const columns = [name, sku, ...more, ...figures].filter((one) => one !== undefined)
  const title = t('titles.products')
  const full = report.data?.length === pageSize
  return (
    <Stack component="section" gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {title}
        </Title>
        <CsvButton title={title} source={overDays('products', days)} />
      </Group>
      <DataTable
        label={title}
        columns={columns}
        rows={report.data}
        rowKey={(row) => row.id}
        error={report.error}
        onRetry={() => void report.refetch()}
        refreshing={report.isPlaceholderData}
        empty={<EmptyState order={2} title={t('empty.products')} />}
      />
      {(page > 1 || full) && <MorePages page={page} more={full} onPage={setPage} />}
    </Stack>
  )
}
