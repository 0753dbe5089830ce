import { Button, Skeleton, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustments, IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { AdjustStock } from '../inventory/AdjustStock.tsx'
import { type Product, productQuery } from './api.ts'
import { ProductForm } from './ProductForm.tsx'
import { useDeleteProduct } from './ProductMenu.tsx'
import { Variations } from './Variations.tsx'

function BackLink() {
  const { t } = useTranslation('products')
  return (
    <LinkAnchor to="/products" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

export function NewProductPage() {
  const { t } = useTranslation('products')
  return (
    <>
      <PageHeader title={t('actions.add')} back={<BackLink />} />
      <ProductForm product={null} />
    </>
  )
}

export function ProductPage() {
  const { t } = useTranslation('products')
  const { productId } = useParams({ from: '/app/products/$productId' })
  const errorText = useErrorText()
  const product = useQuery(productQuery(useApi(), Number(productId)))

  if (product.isError && !product.data) {
    return (
      <>
        <PageHeader title={t('title')} back={<BackLink />} />
        <ErrorState text={errorText(product.error)} onRetry={() => void product.refetch()} />
      </>
    )
  }
  if (!product.data) {
    return (
      <Stack aria-busy>
        <PageHeader title={t('title')} back={<BackLink />} />
        <Skeleton height={220} radius="lg" />
        <Skeleton height={160} radius="lg" />
      </Stack>
    )
  }
  return (
    <>
      <PageHeader
        title={product.data.name}
        back={<BackLink />}
        actions={<ProductActions product={product.data} />}
      />
      <Variations product={product.data} />
      <ProductForm key={product.data.id} product={product.data} />
    </>
  )
}

function ProductActions({ product }: { product: Product }) {
  const { t } = useTranslation('products')
  const navigate = useNavigate()
  const [adjusting, adjust] = useDisclosure(false)
  const mayWrite = usePermissions().can('products:write')
  const remove = useDeleteProduct(() => void navigate({ to: '/products', ignoreBlocker: true }))
  return (
    <>
      <LinkButton
        to="/inventory"
        search={{ product: product.id }}
        variant="default"
        leftSection={<IconHistory size={18} aria-hidden />}
      >
        {t('actions.history')}
      </LinkButton>
      {mayWrite && (
        <>
          <Button
            variant="default"
            leftSection={<IconAdjustments size={18} aria-hidden />}
            onClick={adjust.open}
          >
            {t('actions.adjust')}
          </Button>
          <DeleteButton label={t('actions.delete')} onClick={() => void remove(product)} />
        </>
      )}
      <AdjustStock product={product} opened={adjusting} onClose={adjust.close} />
    </>
  )
}
