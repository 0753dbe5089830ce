import { Button, Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { MorePages } from '../../ui/MorePages.tsx'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import { productQuery } from '../products/api.ts'
import { ProductPicker } from '../products/ProductPicker.tsx'
import type { Stocked } from './AdjustStock.tsx'
import { type Movement, type MovementType, movementPageSize, movementsQuery, movementTypes } from './api.ts'
import { ProductLink } from './ProductLink.tsx'

const tones: Record<MovementType, StatusTone> = {
  in: 'success',
  out: 'progress',
  return: 'waiting',
  adjustment: 'neutral',
}

/** Every change of stock, newest first, of all products or one. */
export function Movements({ onAdjust }: { onAdjust: (product: Stocked) => void }) {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  const api = useApi()
  const search = useSearch({ from: '/app/inventory' })
  const navigate = useNavigate({ from: '/inventory' })
  const { can } = usePermissions()
  const page = search.page ?? 1
  const movements = useQuery(movementsQuery(api, { product: search.product, type: search.type, page }))
  const product = useQuery({
    ...productQuery(api, search.product ?? 0),
    enabled: search.product !== undefined,
  })

  function narrow(change: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  const columns: Column<Movement>[] = [
    {
      key: 'product',
      header: t('inventory.product'),
      primary: true,
      render: (row) => <ProductLink id={row.product_id} name={row.product_name} />,
    },
    {
      key: 'type',
      header: t('adjust.type'),
      render: (row) => <StatusBadge tone={tones[row.type] ?? 'neutral'} label={t(`movement.${row.type}`)} />,
    },
    {
      key: 'change',
      header: t('inventory.change'),
      align: 'end',
      render: (row) => <bdi>{number(row.new_stock - row.previous_stock, { signDisplay: 'exceptZero' })}</bdi>,
    },
    {
      key: 'stock',
      header: t('inventory.newStock'),
      align: 'end',
      render: (row) => number(row.new_stock),
    },
    { key: 'reason', header: t('adjust.notes'), render: (row) => <Reason movement={row} /> },
    { key: 'when', header: t('inventory.when'), render: (row) => <DateTime value={row.created_at} /> },
  ]

  const rows = movements.data
  return (
    <>
      <Group mb="md" gap="sm" align="flex-end">
        <ProductPicker
          label={t('inventory.product')}
          placeholder={t('inventory.allProducts')}
          value={product.data ? { id: product.data.id, name: product.data.name } : null}
          onChange={(next) => narrow({ product: next?.id })}
        />
        <Select
          label={t('adjust.type')}
          placeholder={t('filters.all')}
          w={200}
          clearable
          data={movementTypes.map((one) => ({ value: one, label: t(`movement.${one}`) }))}
          value={search.type ?? null}
          onChange={(value) => narrow({ type: movementTypes.find((one) => one === value) })}
        />
        {product.data && can('products:write') && (
          <Button variant="light" onClick={() => product.data && onAdjust(product.data)}>
            {t('actions.adjust')}
          </Button>
        )}
      </Group>
      <DataTable
        label={t('inventory.history')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        error={movements.error}
        onRetry={() => void movements.refetch()}
        refreshing={movements.isPlaceholderData}
        empty={<EmptyState order={2} title={t('inventory.noHistory')} text={t('inventory.noHistoryText')} />}
      />
      {(page > 1 || rows?.length === movementPageSize) && (
        <MorePages
          page={page}
          more={rows?.length === movementPageSize}
          onPage={(next) => narrow({ page: next })}
        />
      )}
    </>
  )
}

function Reason({ movement }: { movement: Movement }) {
  const { t } = useTranslation('products')
  if (movement.reference_type === 'order' && typeof movement.reference_id === 'number') {
    return (
      <LinkAnchor to="/orders/$orderId" params={{ orderId: String(movement.reference_id) }} size="sm">
        {t('inventory.order')}
      </LinkAnchor>
    )
  }
  if (movement.reference_type === 'import') {
    return <bdi>{t('inventory.imported', { file: movement.notes ?? '' })}</bdi>
  }
  return <bdi>{movement.notes || '–'}</bdi>
}
