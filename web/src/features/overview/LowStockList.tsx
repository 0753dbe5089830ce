import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { lowStockQuery } from '../inventory/api.ts'
import { StockBadge } from '../products/StockBadge.tsx'
import classes from './Overview.module.css'

/** The first products that run out. */
export function LowStockList() {
  const { t } = useTranslation('overview')
  const errorText = useErrorText()
  const low = useQuery(lowStockQuery(useApi()))
  if (low.isPending) return <Skeleton height={180} />
  if (low.isError) return <Text c="dimmed">{errorText(low.error)}</Text>
  if (low.data.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {t('low.none')}
      </Text>
    )
  }
  return (
    <ul className={classes.list}>
      {low.data.slice(0, 8).map((product) => (
        <li key={product.id}>
          <LinkAnchor
            to="/products/$productId"
            params={{ productId: String(product.id) }}
            size="sm"
            c="inherit"
          >
            <bdi>{product.name}</bdi>
          </LinkAnchor>
          <StockBadge product={product} />
        </li>
      ))}
    </ul>
  )
}
