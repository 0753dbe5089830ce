import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { isLow, type Product } from './api.ts'

/** The quantity at hand, marked where it is low or gone. */
export function StockBadge({ product }: { product: Pick<Product, 'stock' | 'low_stock_threshold'> }) {
  const { t } = useTranslation('products')
  const { number } = useFormat()
  return (
    <Group gap={8} wrap="nowrap" display="inline-flex">
      {isLow(product) && (
        <StatusBadge
          tone={product.stock === 0 ? 'danger' : 'waiting'}
          label={product.stock === 0 ? t('stock.none') : t('stock.low')}
        />
      )}
      <span>{number(product.stock)}</span>
    </Group>
  )
}
