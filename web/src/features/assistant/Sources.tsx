import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { IconExternalLink, IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { storeProductQuery } from '../store-products/api.ts'
import { useStoreMoney } from '../store-products/useStoreMoney.ts'
import classes from './Assistant.module.css'
import type { Source } from './ask.ts'

/** What an answer stands on, best first. */
export function Sources({ sources }: { sources: Source[] }) {
  const { t } = useTranslation('assistant')
  if (sources.length === 0) return null
  return (
    <Stack gap={6}>
      <Text size="xs" c="dimmed" fw={600}>
        {t('sources.title')}
      </Text>
      <ul className={classes.sources}>
        {sources.map((source) => (
          <li key={`${source.type} ${source.id}`}>
            {source.type === 'product' ? <ProductSource source={source} /> : <PageSource source={source} />}
          </li>
        ))}
      </ul>
    </Stack>
  )
}

function ProductSource({ source }: { source: Source }) {
  const { t } = useTranslation('assistant')
  const { money } = useStoreMoney()
  // Only the picture comes from here: the facts are those that the answer was made of.
  const { data: product } = useQuery({ ...storeProductQuery(useApi(), source.id), retry: false })
  return (
    <Paper className={classes.source}>
      <ProductImage url={product?.image} size={48} />
      <Stack gap={2} miw={0} flex={1}>
        <LinkAnchor
          to="/store-products/$productId"
          params={{ productId: source.id }}
          size="sm"
          fw={600}
          c="inherit"
        >
          <bdi>{source.title}</bdi>
        </LinkAnchor>
        <Group gap={8}>
          {source.price && source.currency && (
            <Text size="sm" component="bdi">
              {money(source.price, source.currency)}
            </Text>
          )}
          <StatusBadge
            tone={source.in_stock ? 'success' : 'danger'}
            label={source.in_stock ? t('sources.inStock') : t('sources.soldOut')}
          />
        </Group>
      </Stack>
      <ShopLink source={source} />
    </Paper>
  )
}

function PageSource({ source }: { source: Source }) {
  const { t } = useTranslation('assistant')
  return (
    <Paper className={classes.source}>
      <IconFileText size={26} stroke={1.5} aria-hidden className={classes.pageIcon} />
      <Stack gap={2} miw={0} flex={1}>
        <Text size="sm" fw={600}>
          <bdi>{source.title}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {t('sources.page')}
        </Text>
      </Stack>
      <ShopLink source={source} />
    </Paper>
  )
}

function ShopLink({ source }: { source: Source }) {
  const { t } = useTranslation('assistant')
  if (!source.link) return null
  return (
    <Anchor
      href={source.link}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t('sources.visit', { name: source.title })}
      title={t('sources.visit', { name: source.title })}
      className={classes.shopLink}
    >
      <IconExternalLink size={18} aria-hidden />
    </Anchor>
  )
}
