import { Paper, Stack, Text, Title } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Api } from '../../app/api.ts'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import type { Product } from './api.ts'
import { StockBadge } from './StockBadge.tsx'

type Family = { parent: Product | null; variations: Product[] }

function familyQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['products', 'family', id],
    queryFn: ({ signal }) => api.request<Family>('GET', `/api/products/${id}/variations`, { signal }),
  })
}

/** The variations of a product, or the way from a variation to its parent; nothing for a product of its own. */
export function Variations({ product }: { product: Product }) {
  const { t } = useTranslation('products')
  const { data: family } = useQuery(familyQuery(useApi(), product.id))
  if (family?.parent) {
    return (
      <Text mb="md" size="sm">
        {t('variations.of')} <ProductLink product={family.parent} />
      </Text>
    )
  }
  if (!family || family.variations.length === 0) return null
  const columns: Column<Product>[] = [
    { key: 'name', header: t('fields.name'), primary: true, render: (row) => <ProductLink product={row} /> },
    { key: 'sku', header: t('fields.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    { key: 'price', header: t('fields.price'), align: 'end', render: (row) => <Money amount={row.price} /> },
    { key: 'stock', header: t('fields.stock'), align: 'end', render: (row) => <StockBadge product={row} /> },
  ]
  return (
    <Stack gap="xs" mb="md" component="section">
      <Title order={2} size="h5">
        {t('variations.title')}
      </Title>
      <Paper>
        <DataTable
          label={t('variations.title')}
          columns={columns}
          rows={family.variations}
          rowKey={(row) => row.id}
        />
      </Paper>
    </Stack>
  )
}

function ProductLink({ product }: { product: Product }) {
  return (
    <LinkAnchor
      to="/products/$productId"
      params={{ productId: String(product.id) }}
      size="sm"
      fw={600}
      c="inherit"
    >
      <bdi>{product.name}</bdi>
    </LinkAnchor>
  )
}
