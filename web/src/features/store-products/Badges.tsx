import { Badge, Group } from '@mantine/core'
import { IconBuildingStore, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { isSynced, type StoreProduct, storeOf } from './api.ts'
import { useSourceLabel } from './useChoiceLabels.ts'

/** The store that the product comes from: its host, the name of its system while no host is known, or "by hand". */
export function SourceBadge({ product }: { product: StoreProduct }) {
  const source = useSourceLabel()(product.external_source)
  const host = storeOf(product)
  const Icon = isSynced(product) ? IconBuildingStore : IconPencil
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      maw="100%"
      leftSection={<Icon size={13} aria-hidden />}
      title={source}
    >
      <bdi>{host ?? source}</bdi>
    </Badge>
  )
}

/** Whether it can be had, and how many where somebody counts. */
export function StockState({ product }: { product: Pick<StoreProduct, 'in_stock' | 'stock_quantity'> }) {
  const { t } = useTranslation('store-products')
  const { number } = useFormat()
  return (
    <Group gap={8} wrap="nowrap" display="inline-flex">
      <StatusBadge
        tone={product.in_stock ? 'success' : 'danger'}
        label={product.in_stock ? t('stock.in') : t('stock.out')}
      />
      {product.stock_quantity !== null && <span>{number(product.stock_quantity)}</span>}
    </Group>
  )
}

export function ActiveState({ product }: { product: Pick<StoreProduct, 'is_active'> }) {
  const { t } = useTranslation('store-products')
  return (
    <StatusBadge
      tone={product.is_active ? 'progress' : 'neutral'}
      label={product.is_active ? t('state.active') : t('state.inactive')}
    />
  )
}
