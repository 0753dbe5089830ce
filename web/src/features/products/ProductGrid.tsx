import { Group, Pagination, Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import type { Product } from './api.ts'
import { ProductImage } from './ProductImage.tsx'
import { ProductMenu } from './ProductMenu.tsx'
import classes from './Products.module.css'
import type { ProductListProps } from './ProductTable.tsx'
import { StockBadge } from './StockBadge.tsx'

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The products as pictures first, for those who know their goods by sight. */
export function ProductGrid({
  label,
  rows,
  error,
  onRetry,
  refreshing,
  empty,
  pagination,
}: ProductListProps) {
  const errorText = useErrorText()
  if (error && rows === undefined) {
    return (
      <Paper className={classes.frame}>
        <ErrorState text={errorText(error)} onRetry={onRetry} />
      </Paper>
    )
  }
  if (rows?.length === 0 && pagination.page <= 1) return <Paper className={classes.frame}>{empty}</Paper>
  return (
    <Stack>
      <SimpleGrid
        component="ul"
        className={classes.grid}
        cols={{ base: 2, sm: 3, lg: 4 }}
        spacing={{ base: 'xs', sm: 'md' }}
        aria-label={label}
        aria-busy={rows === undefined || refreshing}
      >
        {rows === undefined
          ? placeholders.map((key) => (
              <li key={key}>
                <Skeleton height={230} radius="lg" />
              </li>
            ))
          : rows.map((product) => <Card key={product.id} product={product} />)}
      </SimpleGrid>
      <GridPages {...pagination} />
    </Stack>
  )
}

function Card({ product }: { product: Product }) {
  const { t } = useTranslation('products')
  return (
    <Paper component="li" className={classes.card}>
      <div className={classes.picture}>
        <ProductImage url={product.image_url} size="100%" />
      </div>
      <Group gap={4} wrap="nowrap" align="flex-start" justify="space-between">
        <LinkAnchor
          to="/products/$productId"
          params={{ productId: String(product.id) }}
          fw={600}
          size="sm"
          c="inherit"
          lineClamp={2}
        >
          <bdi>{product.name}</bdi>
        </LinkAnchor>
        <ProductMenu product={product} />
      </Group>
      <Text fw={650}>
        <Money amount={product.price} />
      </Text>
      <Group gap={6} justify="space-between" mt="auto">
        <Text size="sm" c="dimmed" component="span">
          {t('fields.stock')} <StockBadge product={product} />
        </Text>
        {!product.is_active && <StatusBadge tone="neutral" label={t('state.inactive')} />}
      </Group>
    </Paper>
  )
}

function GridPages({ page, pageSize, total, onPage }: ProductListProps['pagination']) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const pages = Math.ceil(total / pageSize)
  if (pages <= 1) return null
  const controls = { first: 'first', previous: 'previous', next: 'next', last: 'last' } as const
  return (
    <Pagination
      value={page}
      total={pages}
      onChange={onPage}
      size="sm"
      aria-label={t('pagination.label')}
      getItemProps={(item) => ({
        children: number(item),
        'aria-label': t('pagination.page', { page: number(item) }),
      })}
      getControlProps={(control) => ({
        'aria-label': t(`pagination.${controls[control]}`),
        className: 'flip-in-rtl',
      })}
    />
  )
}
