import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconPlus, IconTruckLoading } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { type Supplier, suppliersQuery } from './api.ts'

/** Whom the shop buys from. */
export function SuppliersPage() {
  const { t } = useTranslation('suppliers')
  const { can } = usePermissions()
  const search = useSearch({ from: '/app/suppliers' })
  const navigate = useNavigate({ from: '/suppliers' })
  const all = search.active === 'all'
  const suppliers = useQuery(suppliersQuery(useApi(), { search: search.q, activeOnly: !all }))

  function narrow(change: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
  }

  const add = can('products:write') && (
    <LinkButton to="/suppliers/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('actions.add')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('text')} actions={add} />
      <Group mb="md" gap="sm">
        <SearchInput
          flex="1 1 16rem"
          maw="26rem"
          value={search.q ?? ''}
          label={t('filters.search')}
          onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
        />
        <Select
          aria-label={t('filters.state')}
          data={[
            { value: 'active', label: t('filters.active') },
            { value: 'all', label: t('filters.all') },
          ]}
          value={all ? 'all' : 'active'}
          allowDeselect={false}
          onChange={(value) => narrow({ active: value === 'all' ? 'all' : undefined })}
        />
      </Group>
      <SupplierTable
        label={t('title')}
        rows={suppliers.data}
        error={suppliers.error}
        onRetry={() => void suppliers.refetch()}
        refreshing={suppliers.isPlaceholderData}
        empty={
          search.q === undefined ? (
            <EmptyState
              icon={IconTruckLoading}
              order={2}
              title={t('empty.title')}
              text={t('empty.text')}
              action={add}
            />
          ) : (
            <EmptyState
              order={2}
              title={t('nothingFound.title')}
              action={
                <Button variant="light" onClick={() => void navigate({ search: {} })}>
                  {t('nothingFound.clear')}
                </Button>
              }
            />
          )
        }
      />
    </>
  )
}

type SupplierTableProps = Omit<React.ComponentProps<typeof DataTable<Supplier>>, 'columns' | 'rowKey'>

function SupplierTable(props: SupplierTableProps) {
  const { t } = useTranslation('suppliers')
  const columns: Column<Supplier>[] = [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (row) => (
        <Stack gap={0}>
          <LinkAnchor to="/suppliers/$supplierId" params={{ supplierId: String(row.id) }} size="sm" fw={600}>
            <bdi>{row.name}</bdi>
          </LinkAnchor>
          {row.contact_name && (
            <Text size="xs" c="dimmed">
              <bdi>{row.contact_name}</bdi>
            </Text>
          )}
        </Stack>
      ),
    },
    { key: 'phone', header: t('fields.phone'), render: (row) => <bdi dir="ltr">{row.phone ?? '–'}</bdi> },
    { key: 'email', header: t('fields.email'), render: (row) => <bdi dir="ltr">{row.email ?? '–'}</bdi> },
    {
      key: 'taxCode',
      header: t('fields.taxCode'),
      render: (row) => <bdi dir="ltr">{row.tax_code ?? '–'}</bdi>,
    },
    {
      key: 'state',
      header: t('filters.state'),
      render: (row) => (
        <StatusBadge
          tone={row.is_active ? 'success' : 'neutral'}
          label={row.is_active ? t('state.active') : t('state.inactive')}
        />
      ),
    },
  ]
  return <DataTable {...props} columns={columns} rowKey={(row) => row.id} />
}
