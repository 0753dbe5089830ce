import { Button, Group, Pagination, Paper, Select, SimpleGrid, Tabs, Text } from '@mantine/core'
import { IconAlertTriangle, IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import { productQuery } from '../products/api.ts'
import { ProductPicker } from '../products/ProductPicker.tsx'
import { AdjustStock } from './AdjustStock.tsx'
import {
  inventorySummaryQuery,
  type LowStock,
  lowStockQuery,
  type Movement,
  type MovementType,
  movementPageSize,
  movementsQuery,
  movementTypes,
} from './api.ts'

const tones: Record<MovementType, StatusTone> = {
  in: 'success',
  out: 'progress',
  return: 'waiting',
  adjustment: 'neutral',
}

type Stocked = { id: number; name: string; stock: number }

export function InventoryPage() {
  const { t } = useTranslation('products')
  const search = useSearch({ from: '/app/inventory' })
  const navigate = useNavigate({ from: '/inventory' })
  const [adjusted, setAdjusted] = useState<Stocked | null>(null)
  const tab = search.tab ?? 'history'

  return (
    <>
      <PageHeader title={t('inventory.title')} description={t('inventory.text')} />
      <Summary />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => void navigate({ search: value === 'low' ? { tab: 'low' } : {}, replace: true })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="history" leftSection={<IconHistory size={18} aria-hidden />}>
            {t('inventory.history')}
          </Tabs.Tab>
          <Tabs.Tab value="low" leftSection={<IconAlertTriangle size={18} aria-hidden />}>
            {t('inventory.low')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="history">
          <History onAdjust={setAdjusted} />
        </Tabs.Panel>
        <Tabs.Panel value="low">
          <LowList onAdjust={setAdjusted} />
        </Tabs.Panel>
      </Tabs>
      {adjusted && <AdjustStock product={adjusted} opened onClose={() => setAdjusted(null)} />}
    </>
  )
}

function Summary() {
  const { t } = useTranslation('products')
  const { number, money } = useFormat()
  const { data } = useQuery(inventorySummaryQuery(useApi()))
  const tiles = [
    { label: t('inventory.products'), value: data && number(data.total_products) },
    { label: t('inventory.pieces'), value: data && number(data.total_stock) },
    { label: t('inventory.value'), value: data && money(data.total_inventory_value) },
    { label: t('inventory.lowCount'), value: data && number(data.low_stock_count) },
    { label: t('inventory.outCount'), value: data && number(data.out_of_stock_count) },
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" mb="lg">
      {tiles.map(({ label, value }) => (
        <Paper key={label} p="md" bd="1px solid var(--tradepost-border)">
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fw={650} size="lg">
            <bdi>{value ?? '–'}</bdi>
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}

function ProductLink({ id, name }: { id: number; name: string }) {
  return (
    <LinkAnchor to="/products/$productId" params={{ productId: String(id) }} size="sm" fw={600} c="inherit">
      <bdi>{name}</bdi>
    </LinkAnchor>
  )
}

function History({ onAdjust }: { onAdjust: (product: Stocked) => void }) {
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
      render: (row) => (
        <ProductLink
          id={row.product_id}
          name={row.product_name ?? t('inventory.productNumber', { id: row.product_id })}
        />
      ),
    },
    {
      key: 'type',
      header: t('adjust.type'),
      render: (row) => <StatusBadge tone={tones[row.type] ?? 'neutral'} label={t(`movement.${row.type}`)} />,
    },
    { key: 'quantity', header: t('adjust.quantity'), align: 'end', render: (row) => number(row.quantity) },
    {
      key: 'stock',
      header: t('inventory.newStock'),
      align: 'end',
      render: (row) => (typeof row.new_stock === 'number' ? number(row.new_stock) : '–'),
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

/** The server does not count movements, so only the neighbouring pages are known. */
function MorePages({ page, more, onPage }: { page: number; more: boolean; onPage: (page: number) => void }) {
  const { t } = useTranslation()
  return (
    <Pagination.Root total={more ? page + 1 : page} value={page} onChange={onPage} mt="md">
      <Group gap={6}>
        <Pagination.Previous aria-label={t('pagination.previous')} className="flip-in-rtl" />
        <Pagination.Next aria-label={t('pagination.next')} className="flip-in-rtl" />
      </Group>
    </Pagination.Root>
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
  return <bdi>{movement.notes || '–'}</bdi>
}

function LowList({ onAdjust }: { onAdjust: (product: Stocked) => void }) {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  const low = useQuery(lowStockQuery(useApi()))
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
      rows={low.data}
      rowKey={(row) => row.id}
      error={low.error}
      onRetry={() => void low.refetch()}
      empty={<EmptyState order={2} title={t('inventory.noLow')} text={t('inventory.noLowText')} />}
    />
  )
}
