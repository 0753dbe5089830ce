import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RecordFrame } from '../../ui/RecordFrame.tsx'
import { storeProductQuery } from './api.ts'
import { StoreProductForm } from './StoreProductForm.tsx'
import { BackToList } from './StoreProductPage.tsx'

export function NewStoreProductPage() {
  const { t } = useTranslation('store-products')
  return (
    <>
      <PageHeader title={t('form.new')} back={<BackToList />} />
      <StoreProductForm product={null} />
    </>
  )
}

export function EditStoreProductPage() {
  const { t } = useTranslation('store-products')
  const { productId } = useParams({ from: '/app/store-products/$productId/edit' })
  const product = useQuery(storeProductQuery(useApi(), productId))
  const back = (
    <LinkAnchor to="/store-products/$productId" params={{ productId }} size="sm">
      {t('actions.toProduct')}
    </LinkAnchor>
  )
  return (
    <RecordFrame query={product} title={t('title')} back={back} skeletons={[90, 320]}>
      {(loaded) => (
        <>
          <PageHeader title={t('form.edit', { name: loaded.title })} back={back} />
          <StoreProductForm key={loaded.id} product={loaded} />
        </>
      )}
    </RecordFrame>
  )
}
