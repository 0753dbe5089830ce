import { Badge, Group, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { StoreProduct } from './api.ts'
import { offerOf } from './offer.ts'
import classes from './StoreProducts.module.css'
import { useStoreMoney } from './useStoreMoney.ts'

type StorePriceProps = {
  product: Pick<StoreProduct, 'final_price' | 'original_price' | 'price' | 'currency'>
  size?: 'sm' | 'xl'
}

/** What customers pay, with the price before struck out beside it. */
export function StorePrice({ product, size = 'sm' }: StorePriceProps) {
  const { t } = useTranslation('store-products')
  const { percent } = useFormat()
  const { money } = useStoreMoney()
  const { price, before, off } = offerOf(product)
  if (price === null) return <span className={classes.noPrice}>{t('price.none')}</span>
  return (
    <span className={classes.prices} data-size={size}>
      <bdi className={classes.price}>{money(price, product.currency)}</bdi>
      {before !== null && (
        <Group component="span" gap={6} wrap="nowrap" display="inline-flex">
          <del className={classes.before} aria-hidden>
            <bdi>{money(before, product.currency)}</bdi>
          </del>
          <VisuallyHidden>{t('price.old', { price: money(before, product.currency) })}</VisuallyHidden>
          {off !== null && (
            <Badge className={classes.off} tt="none" size="sm" miw="max-content">
              {t('price.off', { percent: percent(off) })}
            </Badge>
          )}
        </Group>
      )}
    </span>
  )
}
