import { Accordion, Anchor, Badge, Code, Group, Spoiler, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { lastSyncOf, picturesOf, type StoreProduct, skuOf, storeOf } from './api.ts'
import { StockState } from './Badges.tsx'
import { plainText } from './plain-text.ts'
import { readableAddress } from './readable-address.ts'
import { StorePrice } from './StorePrice.tsx'
import classes from './StoreProducts.module.css'
import { shownText } from './shown-text.ts'
import { useChoiceLabels, useSourceLabel } from './useChoiceLabels.ts'
import { useStoreMoney } from './useStoreMoney.ts'

type CardProps = { product: StoreProduct }

/** Every picture, the main one first; each opens in full. */
export function GalleryCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const { number } = useFormat()
  const pictures = picturesOf(product)
  if (pictures.length === 0) return null
  return (
    <Card title={t('fields.images')}>
      <ul className={classes.gallery}>
        {pictures.map((url, index) => (
          <li key={url}>
            <a
              className={classes.picture}
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={`${t('detail.picture', { n: number(index + 1), name: product.title })} (${t('actions.newTab')})`}
            >
              <ProductImage url={url} size="100%" />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function OfferCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const { period } = useChoiceLabels()
  return (
    <Card title={t('detail.offer')}>
      <Group justify="space-between" align="flex-end">
        <Stack gap={2} align="flex-start">
          <StorePrice product={product} size="xl" />
          {product.billing_period && (
            <Text size="sm" c="dimmed">
              {period(product.billing_period)}
            </Text>
          )}
        </Stack>
        <StockState product={product} />
      </Group>
    </Card>
  )
}

export function TextsCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const full = plainText(product.long_description ?? '')
  const texts: [string, string][] = [
    [t('fields.shortDescription'), product.short_description ?? ''],
    [t('fields.description'), product.description ?? ''],
    [t('fields.longDescription'), full],
  ]
  const shown = texts.filter(([, text], index) => {
    const sameAsBefore = texts.slice(0, index).some(([, other]) => squeezed(other) === squeezed(text))
    return text.trim() !== '' && !sameAsBefore
  })
  return (
    <Card title={t('detail.texts')}>
      {shown.length === 0 && <Text c="dimmed">{t('detail.noDescription')}</Text>}
      <Stack gap="md">
        {shown.map(([label, text]) => (
          <div key={label}>
            {shown.length > 1 && (
              <Text size="xs" c="dimmed" mb={4}>
                {label}
              </Text>
            )}
            <Spoiler maxHeight={420} showLabel={t('detail.more')} hideLabel={t('detail.less')}>
              <Text size="sm" component="div" className={classes.text} dir="auto">
                {text}
              </Text>
            </Spoiler>
          </div>
        ))}
      </Stack>
    </Card>
  )
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

export function FeaturesCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const features = product.features.map(shownText)
  const specifications = Object.entries(product.specifications)
  if (features.length === 0 && specifications.length === 0) return null
  return (
    <>
      {features.length > 0 && (
        <Card title={t('fields.features')}>
          <ul className={classes.list}>
            {features.map((feature) => (
              <li key={feature} dir="auto">
                {feature}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {specifications.length > 0 && (
        <FactList
          title={t('fields.specifications')}
          facts={specifications.map(([name, value]) => [name, shownText(value)])}
        />
      )}
    </>
  )
}

export function FactsCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const { currencyName } = useStoreMoney()
  const { type } = useChoiceLabels()
  return (
    <FactList
      title={t('detail.facts')}
      facts={[
        [t('fields.type'), type(product.product_type)],
        [t('fields.category'), product.category],
        [t('fields.brand'), product.brand],
        [t('fields.sku'), skuOf(product)],
        [t('fields.currency'), currencyName(product.currency)],
        [t('fields.tags'), product.tags.length > 0 && <Labels key="tags" labels={product.tags} />],
        [
          t('fields.keywords'),
          product.keywords.length > 0 && <Labels key="words" labels={product.keywords} />,
        ],
      ]}
    />
  )
}

function Labels({ labels }: { labels: string[] }) {
  return (
    <Group gap={4}>
      {labels.map((label) => (
        <Badge key={label} variant="default" tt="none" fw={500} maw="100%">
          <bdi>{label}</bdi>
        </Badge>
      ))}
    </Group>
  )
}

export function OriginCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  const source = useSourceLabel()
  const host = storeOf(product)
  const lastSync = lastSyncOf(product)
  const facts: [string, ReactNode][] = [
    [t('fields.source'), source(product.external_source)],
    ...(host ? [[t('fields.store'), host] as [string, ReactNode]] : []),
    ...(product.external_id ? [[t('fields.externalId'), product.external_id] as [string, ReactNode]] : []),
    ...(lastSync
      ? [[t('fields.synced'), <DateTime key="synced" value={lastSync} />] as [string, ReactNode]]
      : []),
    ...(product.link
      ? [[t('fields.link'), <OutLink key="link" url={product.link} />] as [string, ReactNode]]
      : []),
    ...(product.source_page_url
      ? [[t('fields.page'), <OutLink key="page" url={product.source_page_url} />] as [string, ReactNode]]
      : []),
    [t('fields.created'), <DateTime key="created" value={product.created_at} />],
    [t('fields.updated'), <DateTime key="updated" value={product.updated_at} />],
  ]
  return <FactList title={t('detail.origin')} facts={facts} />
}

/** An address of a shop, readable where it is percent-encoded. */
function OutLink({ url }: { url: string }) {
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" size="sm">
      <bdi dir="ltr">{readableAddress(url)}</bdi>
    </Anchor>
  )
}

export function SearchCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  if (!product.meta_title && !product.meta_description) return null
  return (
    <FactList
      title={t('detail.search')}
      facts={[
        [t('fields.metaTitle'), product.meta_title],
        [t('fields.metaDescription'), product.meta_description],
      ]}
    />
  )
}

/** What the sync noted, folded away: it serves those who look for a fault. */
export function MetadataCard({ product }: CardProps) {
  const { t } = useTranslation('store-products')
  if (Object.keys(product.extraction_metadata).length === 0) return null
  return (
    <Accordion variant="contained" radius="lg">
      <Accordion.Item value="metadata">
        <Accordion.Control>{t('detail.metadata')}</Accordion.Control>
        <Accordion.Panel>
          <Code block dir="ltr" className={classes.code} tabIndex={0}>
            {JSON.stringify(product.extraction_metadata, null, 2)}
          </Code>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
