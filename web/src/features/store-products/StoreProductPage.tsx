import { Button, Grid, Group, Stack } from '@mantine/core'
import { IconExternalLink, IconPencil, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RecordFrame } from '../../ui/RecordFrame.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import {
  deleteStoreProduct,
  isSynced,
  type StoreProduct,
  skuOf,
  storeProductQuery,
  touchedByStoreProducts,
} from './api.ts'
import { ActiveState, SourceBadge, StockState } from './Badges.tsx'
import {
  FactsCard,
  FeaturesCard,
  GalleryCard,
  MetadataCard,
  OfferCard,
  OriginCard,
  SearchCard,
  TextsCard,
} from './StoreProductCards.tsx'

export function BackToList() {
  const { t } = useTranslation('store-products')
  return (
    <LinkAnchor to="/store-products" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

export function StoreProductPage() {
  const { t } = useTranslation('store-products')
  const { productId } = useParams({ from: '/app/store-products/$productId' })
  const product = useQuery(storeProductQuery(useApi(), productId))
  return (
    <RecordFrame query={product} title={t('title')} back={<BackToList />} skeletons={[120, 260]}>
      {(loaded) => <StoreProductView product={loaded} />}
    </RecordFrame>
  )
}

function StoreProductView({ product }: { product: StoreProduct }) {
  return (
    <>
      <PageHeader
        title={product.title}
        back={<BackToList />}
        description={
          <Group component="span" gap={6}>
            <SourceBadge product={product} />
            <ActiveState product={product} />
            <StockState product={product} />
          </Group>
        }
        actions={<Actions product={product} />}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            <OfferCard product={product} />
            <GalleryCard product={product} />
            <TextsCard product={product} />
            <FeaturesCard product={product} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <FactsCard product={product} />
            <OriginCard product={product} />
            <SearchCard product={product} />
            <MetadataCard product={product} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Actions({ product }: { product: StoreProduct }) {
  const { t } = useTranslation('store-products')
  const mayWrite = usePermissions().can('products:write')
  return (
    <>
      {product.link && (
        <Button
          component="a"
          href={product.link}
          target="_blank"
          rel="noopener noreferrer"
          variant="default"
          leftSection={<IconExternalLink size={18} aria-hidden />}
          aria-label={`${t('actions.visit')} (${t('actions.newTab')})`}
        >
          {t('actions.visit')}
        </Button>
      )}
      <LinkButton
        to="/products"
        search={{ q: skuOf(product) ?? product.title, active: 'all' }}
        variant="default"
        leftSection={<IconSearch size={18} aria-hidden />}
      >
        {t('actions.inCatalogue')}
      </LinkButton>
      {mayWrite && (
        <>
          <LinkButton
            to="/store-products/$productId/edit"
            params={{ productId: product.id }}
            variant="default"
            leftSection={<IconPencil size={18} aria-hidden />}
          >
            {t('actions.edit')}
          </LinkButton>
          <DeleteStoreProduct product={product} />
        </>
      )}
    </>
  )
}

function DeleteStoreProduct({ product }: { product: StoreProduct }) {
  const { t } = useTranslation('store-products')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteStoreProduct(api, product.id),
    onSuccess: async () => {
      toasts.success(t('delete.done', { name: product.title }))
      await navigate({ to: '/store-products' })
      queryClient.removeQueries({ queryKey: ['store-products', 'one', product.id] })
      for (const name of touchedByStoreProducts) void queryClient.invalidateQueries({ queryKey: [name] })
    },
    onError: toasts.failure,
  })

  async function ask() {
    const question = {
      title: t('delete.title', { name: product.title }),
      text: isSynced(product) ? `${t('delete.text')} ${t('delete.synced')}` : t('delete.text'),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return <DeleteButton label={t('actions.delete')} loading={remove.isPending} onClick={() => void ask()} />
}
