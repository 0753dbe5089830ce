import { Checkbox, Group, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { lastSyncOf, type StoreProduct } from './api.ts'
import { ActiveState, SourceBadge, StockState } from './Badges.tsx'
import { StorePrice } from './StorePrice.tsx'

type StoreProductTableProps = Omit<
  ComponentProps<typeof DataTable<StoreProduct>>,
  'columns' | 'rowKey' | 'label' | 'onRowClick'
> & {
  /** Ids; undefined where nothing can be chosen. */
  chosen: ReadonlySet<string> | undefined
  onChoose: (id: string, chosen: boolean) => void
}

export function StoreProductTable({ chosen, onChoose, ...table }: StoreProductTableProps) {
  const { t } = useTranslation('store-products')
  const navigate = useNavigate()
  const columns: Column<StoreProduct>[] = [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      width: '36%',
      render: (product) => (
        <Group gap="sm" wrap="nowrap">
          {chosen && (
            <Checkbox
              aria-label={t('select.one', { name: product.title })}
              checked={chosen.has(product.id)}
              onChange={(event) => onChoose(product.id, event.currentTarget.checked)}
            />
          )}
          <ProductImage url={product.image} />
          <Stack gap={2} miw={0} align="flex-start">
            <LinkAnchor
              to="/store-products/$productId"
              params={{ productId: product.id }}
              fw={600}
              size="sm"
              c="inherit"
            >
              <bdi>{product.title}</bdi>
            </LinkAnchor>
            <SourceBadge product={product} />
          </Stack>
        </Group>
      ),
    },
    {
      key: 'category',
      header: t('fields.category'),
      render: (product) => <bdi>{product.category || '–'}</bdi>,
    },
    {
      key: 'price',
      header: t('fields.price'),
      align: 'end',
      render: (product) => <StorePrice product={product} />,
    },
    {
      key: 'stock',
      header: t('fields.stock'),
      render: (product) => <StockState product={product} />,
    },
    { key: 'state', header: t('fields.state'), render: (product) => <ActiveState product={product} /> },
    {
      key: 'synced',
      header: t('fields.synced'),
      render: (product) => <DateTime value={lastSyncOf(product)} show="relative" />,
    },
  ]
  return (
    <DataTable
      {...table}
      label={t('title')}
      columns={columns}
      rowKey={(product) => product.id}
      onRowClick={({ id }) => void navigate({ to: '/store-products/$productId', params: { productId: id } })}
    />
  )
}
