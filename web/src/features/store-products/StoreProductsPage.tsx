import { Alert, Button, Group } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { storeOf, storeProductPageSize, storeProductsQuery, storeStatsQuery } from './api.ts'
import { BulkBar } from './BulkBar.tsx'
import { StoreProductFilters } from './StoreProductFilters.tsx'
import { StoreProductTable } from './StoreProductTable.tsx'
import { StoreStatsTiles } from './StoreStatsTiles.tsx'
import { filtersInForce } from './search.ts'

export function StoreProductsPage() {
  const { t } = useTranslation('store-products')
  const api = useApi()
  const search = useSearch({ from: '/app/store-products' })
  const navigate = useNavigate({ from: '/store-products' })
  const { can } = usePermissions()
  const mayWrite = can('products:write')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const products = useQuery(storeProductsQuery(api, search))
  const rows = products.data?.results
  const page = search.page ?? 1

  const { error } = products
  useEffect(() => {
    // A page past the end, for example after its last rows were deleted (storefronts contract 1.2).
    if (!(error instanceof ApiError) || error.status !== 404) return
    void navigate({ search: (old) => ({ ...old, page: undefined }), replace: true })
  }, [error, navigate])

  function narrow(change: object) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  function choose(ids: string[], on: boolean) {
    setChosen((old) => new Set(on ? [...old, ...ids] : [...old].filter((id) => !ids.includes(id))))
  }

  const stores = [...new Set((rows ?? []).map(storeOf))].filter((host) => host !== null)
  return (
    <>
      <PageHeader title={t('title')} description={t('text')} actions={mayWrite && <AddButton />} />
      <StoreStatsTiles />
      <NoStoreYet />
      <StoreProductFilters search={search} stores={stores} onChange={narrow} />
      {mayWrite && rows && rows.length > 0 && (
        <BulkBar
          rows={rows}
          chosen={rows.filter(({ id }) => chosen.has(id))}
          onChooseAll={(all) =>
            choose(
              rows.map(({ id }) => id),
              all,
            )
          }
          onDone={() => setChosen(new Set())}
        />
      )}
      <StoreProductTable
        rows={rows}
        error={error}
        onRetry={() => void products.refetch()}
        refreshing={products.isPlaceholderData}
        chosen={mayWrite ? chosen : undefined}
        onChoose={(id, on) => choose([id], on)}
        empty={
          search.q !== undefined || filtersInForce(search) > 0 ? (
            <NothingFound onClear={() => void navigate({ search: {} })} />
          ) : (
            <NoProducts />
          )
        }
        pagination={{
          page,
          pageSize: storeProductPageSize,
          total: products.data?.count ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
    </>
  )
}

function AddButton() {
  const { t } = useTranslation('store-products')
  return (
    <LinkButton to="/store-products/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('actions.add')}
    </LinkButton>
  )
}

function ConnectButton({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation('store-products')
  const { can } = usePermissions()
  if (!can('integrations:manage')) return null
  return (
    <LinkButton
      to="/settings"
      search={{ tab: 'integrations' }}
      variant={compact ? 'light' : 'filled'}
      size={compact ? 'xs' : 'sm'}
      leftSection={<IconBuildingStore size={compact ? 15 : 18} aria-hidden />}
    >
      {t('actions.connect')}
    </LinkButton>
  )
}

/** A hint for a catalogue that so far was made here alone. */
function NoStoreYet() {
  const { t } = useTranslation('store-products')
  const { can } = usePermissions()
  const { data: stats } = useQuery(storeStatsQuery(useApi()))
  const madeHere = stats?.by_source.manual ?? 0
  if (!stats || stats.total_products === 0 || madeHere < stats.total_products) return null
  if (!can('integrations:manage')) return null
  return (
    <Alert mb="md" p="sm" icon={<IconBuildingStore size={20} aria-hidden />}>
      <Group justify="space-between" gap="xs">
        {t('noStore')}
        <ConnectButton compact />
      </Group>
    </Alert>
  )
}

function NoProducts() {
  const { t } = useTranslation('store-products')
  const { can } = usePermissions()
  const mayWrite = can('products:write')
  return (
    <EmptyState
      icon={IconBuildingStore}
      order={2}
      title={t('empty.title')}
      text={mayWrite ? t('empty.text') : t('empty.textReader')}
      action={
        mayWrite && (
          <>
            <ConnectButton />
            <LinkButton to="/store-products/new" variant="default">
              {t('actions.add')}
            </LinkButton>
          </>
        )
      }
    />
  )
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation('store-products')
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
