import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Column, DataTable, type TablePagination } from '../../ui/DataTable.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import type { Product } from './api.ts'
import { ProductImage } from './ProductImage.tsx'
import { ProductMenu } from './ProductMenu.tsx'
import { StockBadge } from './StockBadge.tsx'

export type ProductListProps = {
  label: string
  rows: Product[] | undefined
  error: unknown
  onRetry: () => void
  refreshing: boolean
  empty: React.ReactNode
  pagination: TablePagination
}

export function ProductTable(props: ProductListProps) {
  const { t } = useTranslation('products')
  const columns: Column<Product>[] = [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (product) => (
        <Group gap="sm" wrap="nowrap">
          <ProductImage url={product.image_url} />
          <Stack gap={0} miw={0}>
            <LinkAnchor
              to="/products/$productId"
              params={{ productId: String(product.id) }}
              fw={600}
              size="sm"
              c="inherit"
            >
              <bdi>{product.name}</bdi>
            </LinkAnchor>
            {product.sku && (
              <Text size="xs" c="dimmed">
                <bdi>{product.sku}</bdi>
              </Text>
            )}
          </Stack>
        </Group>
      ),
    },
    {
      key: 'category',
      header: t('fields.category'),
      render: (product) => <bdi>{product.category ?? '–'}</bdi>,
    },
    {
      key: 'price',
      header: t('fields.price'),
      align: 'end',
      render: (product) => <Money amount={product.price} />,
    },
    {
      key: 'stock',
      header: t('fields.stock'),
      align: 'end',
      render: (product) => <StockBadge product={product} />,
    },
    {
      key: 'state',
      header: t('filters.state'),
      render: ({ is_active: active }) => (
        <StatusBadge
          tone={active ? 'success' : 'neutral'}
          label={active ? t('state.active') : t('state.inactive')}
        />
      ),
    },
    {
      key: 'actions',
      header: t('actions.label'),
      align: 'end',
      actions: 'menu',
      width: '1%',
      render: (product) => <ProductMenu product={product} />,
    },
  ]
  return <DataTable {...props} columns={columns} rowKey={(product) => product.id} />
}
