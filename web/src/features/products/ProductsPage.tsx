import { Button, Group, SegmentedControl, Select, VisuallyHidden } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import {
  IconDownload,
  IconLayoutGrid,
  IconPackage,
  IconPlus,
  IconTable,
  IconUpload,
} from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { download } from '../../app/download.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { categoriesQuery } from '../categories/api.ts'
import { flattenTree, pathLabel } from '../categories/tree.ts'
import { productPageSize, productsQuery } from './api.ts'
import { ProductGrid } from './ProductGrid.tsx'
import classes from './Products.module.css'
import { ProductTable } from './ProductTable.tsx'

export function ProductsPage() {
  const { t } = useTranslation('products')
  const api = useApi()
  const search = useSearch({ from: '/app/products' })
  const navigate = useNavigate({ from: '/products' })
  const [view, setView] = useLocalStorage<'table' | 'grid'>({
    key: 'tradepost.products-view',
    defaultValue: 'table',
    getInitialValueInEffect: false,
  })
  const page = search.page ?? 1
  const products = useQuery(
    productsQuery(api, { search: search.q, category: search.category, active: search.active, page }),
  )
  const { data: categories = [] } = useQuery(categoriesQuery(api))

  function narrow(change: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  const filtered = search.q !== undefined || search.category !== undefined || search.active !== undefined
  const list = {
    label: t('title'),
    rows: products.data?.products,
    error: products.error,
    onRetry: () => void products.refetch(),
    refreshing: products.isPlaceholderData,
    empty: filtered ? <NothingFound onClear={() => void navigate({ search: {} })} /> : <NoProducts />,
    pagination: {
      page,
      pageSize: productPageSize,
      total: products.data?.total ?? 0,
      totalIsLowerBound: products.data?.totalIsLowerBound,
      onPage: (next: number) => narrow({ page: next === 1 ? undefined : next }),
    },
  }

  return (
    <>
      <PageHeader title={t('title')} actions={<Actions />} />
      <Group mb="md" gap="sm" align="flex-end" className={classes.filters}>
        <SearchInput
          className={classes.search}
          value={search.q ?? ''}
          label={t('filters.search')}
          onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
        />
        <Select
          className={classes.filter}
          aria-label={t('filters.category')}
          placeholder={t('filters.allCategories')}
          data={flattenTree(categories).map((one) => ({ value: String(one.id), label: pathLabel(one) }))}
          value={search.category === undefined ? null : String(search.category)}
          onChange={(value) => narrow({ category: value === null ? undefined : Number(value) })}
          clearable
          searchable
        />
        <Select
          className={classes.filter}
          aria-label={t('filters.state')}
          data={[
            { value: 'true', label: t('filters.active') },
            { value: 'false', label: t('filters.inactive') },
            { value: 'all', label: t('filters.all') },
          ]}
          value={search.active ?? 'true'}
          allowDeselect={false}
          onChange={(value) => narrow({ active: value === 'false' || value === 'all' ? value : undefined })}
        />
        <SegmentedControl
          ms={{ base: 0, sm: 'auto' }}
          aria-label={t('view.label')}
          value={view}
          onChange={(value) => setView(value === 'grid' ? 'grid' : 'table')}
          data={[
            { value: 'table', label: <ViewIcon icon={IconTable} label={t('view.table')} /> },
            { value: 'grid', label: <ViewIcon icon={IconLayoutGrid} label={t('view.grid')} /> },
          ]}
        />
      </Group>
      {view === 'table' ? <ProductTable {...list} /> : <ProductGrid {...list} />}
    </>
  )
}

function ViewIcon({ icon: Icon, label }: { icon: typeof IconTable; label: string }) {
  return (
    <span className={classes.viewIcon} title={label}>
      <Icon size={18} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  )
}

function Actions() {
  const { t } = useTranslation('products')
  const { can } = usePermissions()
  const api = useApi()
  const toasts = useToasts()
  const exporting = useMutation({
    mutationFn: () => api.request<Blob>('GET', '/api/products/export', { as: 'blob' }),
    onSuccess: (file) => download(file, 'products.csv'),
    onError: toasts.failure,
  })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        {t('actions.export')}
      </Button>
      {can('products:write') && (
        <>
          <LinkButton
            to="/products/import"
            variant="default"
            leftSection={<IconUpload size={18} aria-hidden />}
          >
            {t('actions.import')}
          </LinkButton>
          <LinkButton to="/products/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('actions.add')}
          </LinkButton>
        </>
      )}
    </>
  )
}

function NoProducts() {
  const { t } = useTranslation('products')
  const { can } = usePermissions()
  if (!can('products:write')) return <EmptyState icon={IconPackage} order={2} title={t('empty.title')} />
  return (
    <EmptyState
      icon={IconPackage}
      order={2}
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <>
          <LinkButton to="/products/new">{t('actions.add')}</LinkButton>
          <LinkButton to="/products/import" variant="default">
            {t('actions.import')}
          </LinkButton>
        </>
      }
    />
  )
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation('products')
  return (
    <EmptyState
      order={2}
      title={t('nothingFound.title')}
      text={t('nothingFound.text')}
      action={
        <Button variant="light" onClick={onClear}>
          {t('nothingFound.clear')}
        </Button>
      }
    />
  )
}
