import { Skeleton, Stack, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ReadOnlyForm } from '../../ui/ReadOnlyForm.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { deleteSupplier, type SupplierDetail, supplierQuery } from './api.ts'
import { SupplierForm } from './SupplierForm.tsx'

function BackLink() {
  const { t } = useTranslation('suppliers')
  return (
    <LinkAnchor to="/suppliers" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

export function NewSupplierPage() {
  const { t } = useTranslation('suppliers')
  const navigate = useNavigate()
  return (
    <>
      <PageHeader title={t('actions.add')} back={<BackLink />} />
      <SupplierForm
        supplier={null}
        onSaved={() => void navigate({ to: '/suppliers', ignoreBlocker: true })}
      />
    </>
  )
}

/** One supplier: its data to change, and what it supplies. */
export function SupplierPage() {
  const { t } = useTranslation('suppliers')
  const { supplierId } = useParams({ from: '/app/suppliers/$supplierId' })
  const { can } = usePermissions()
  const errorText = useErrorText()
  const supplier = useQuery(supplierQuery(useApi(), Number(supplierId)))
  if (supplier.data === undefined) {
    return (
      <>
        <PageHeader title={t('one')} back={<BackLink />} />
        {supplier.isError ? (
          <ErrorState text={errorText(supplier.error)} onRetry={() => void supplier.refetch()} />
        ) : (
          <Skeleton height={420} radius="lg" />
        )}
      </>
    )
  }
  const writable = can('products:write')
  return (
    <>
      <PageHeader
        title={supplier.data.name}
        back={<BackLink />}
        actions={writable && <DeleteSupplierButton supplier={supplier.data} />}
      />
      <Stack gap="lg">
        <ReadOnlyForm active={!writable}>
          <SupplierForm key={supplier.data.id} supplier={supplier.data} />
        </ReadOnlyForm>
        <Supplied products={supplier.data.products} />
      </Stack>
    </>
  )
}

function DeleteSupplierButton({ supplier }: { supplier: SupplierDetail }) {
  const { t } = useTranslation('suppliers')
  const { t: common } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteSupplier(api, supplier.id),
    onSuccess: async () => {
      toasts.success(t('delete.done', { name: supplier.name }))
      await navigate({ to: '/suppliers', ignoreBlocker: true })
      queryClient.removeQueries({ queryKey: ['suppliers', 'one', supplier.id] })
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['suppliers'] }),
        queryClient.invalidateQueries({ queryKey: ['products'] }),
      ])
    },
    onError: toasts.failure,
  })

  async function ask() {
    const question = {
      title: t('delete.title', { name: supplier.name }),
      text: t('delete.text'),
      confirmLabel: common('actions.delete'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return (
    <DeleteButton label={common('actions.delete')} loading={remove.isPending} onClick={() => void ask()} />
  )
}

type SuppliedProduct = SupplierDetail['products'][number]

function Supplied({ products }: { products: SuppliedProduct[] }) {
  const { t } = useTranslation('suppliers')
  const { number } = useFormat()
  const columns: Column<SuppliedProduct>[] = [
    {
      key: 'name',
      header: t('products.name'),
      primary: true,
      render: (row) => (
        <LinkAnchor
          to="/products/$productId"
          params={{ productId: String(row.id) }}
          size="sm"
          fw={600}
          c="inherit"
        >
          <bdi>{row.name}</bdi>
        </LinkAnchor>
      ),
    },
    { key: 'sku', header: t('products.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    { key: 'stock', header: t('products.stock'), align: 'end', render: (row) => number(row.stock) },
  ]
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h5">
        {t('products.title')}
      </Title>
      <DataTable
        label={t('products.title')}
        columns={columns}
        rows={products}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('products.none')} text={t('products.noneText')} />}
      />
    </Stack>
  )
}
