import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Tile } from '../../ui/Tile.tsx'
import { storeStatsQuery } from './api.ts'
import classes from './StoreProducts.module.css'
import { useStoreMoney } from './useStoreMoney.ts'

/** How the whole catalogue stands; nothing while it is empty or could not be counted, for the list says the rest. */
export function StoreStatsTiles() {
  const { t } = useTranslation('store-products')
  const { number } = useFormat()
  const { money, currencyName } = useStoreMoney()
  const { data: stats } = useQuery(storeStatsQuery(useApi()))
  if (!stats || stats.total_products === 0) return null
  const { price_range: range, currency } = stats
  return (
    <section aria-label={t('stats.title')}>
      <SimpleGrid cols={{ base: 2, lg: 5 }} spacing="sm" mb="md" className={classes.tiles}>
        <Tile label={t('stats.products')} value={number(stats.total_products)}>
          <Note text={t('stats.active', { n: number(stats.active_products) })} />
        </Tile>
        <Tile label={t('stats.inStock')} value={number(stats.in_stock_products)}>
          <Note text={t('stats.outOfStock', { n: number(stats.out_of_stock_products) })} />
        </Tile>
        <Tile label={t('stats.discounted')} value={number(stats.products_with_discount)} />
        {range && currency && (
          <>
            <Tile label={t('stats.average')} value={money(range.average, currency)}>
              <Note
                text={t('stats.range', { min: money(range.min, currency), max: money(range.max, currency) })}
              />
            </Tile>
            <Tile label={t('stats.value')} value={money(stats.total_value, currency)}>
              <Note text={t('stats.currency', { currency: currencyName(currency) })} />
            </Tile>
          </>
        )}
      </SimpleGrid>
    </section>
  )
}

function Note({ text }: { text: string }) {
  return (
    <Text size="xs" c="dimmed">
      <bdi>{text}</bdi>
    </Text>
  )
}
