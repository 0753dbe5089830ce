import { Button, Stack, Text } from '@mantine/core'
import { IconPlus, IconTruck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RowMenu } from '../../ui/RowMenu.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useRemoval } from '../../ui/useRemoval.tsx'
import { type Carrier, carriersQuery, deleteCarrier } from './api.ts'
import { CarrierDialog } from './CarrierDialog.tsx'

/** Who brings the parcels; orders offer the same list as shipping methods. */
export function CarriersPage() {
  const { t } = useTranslation('shipments')
  const api = useApi()
  const mayChange = usePermissions().can('directory:write')
  const carriers = useQuery(carriersQuery(api))
  const [editing, setEditing] = useState<Carrier | 'new' | null>(null)
  const remove = useRemoval<Carrier>({
    queryKey: 'carriers',
    remove: ({ id }) => deleteCarrier(api, id),
    question: ({ name }) => ({
      title: t('carriers.deleteTitle', { name }),
      text: t('carriers.deleteText'),
      confirmLabel: t('actions.delete'),
    }),
    done: ({ name }, kept) => t(kept ? 'carriers.switchedOff' : 'carriers.deleted', { name }),
  })

  const add = mayChange && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
      {t('carriers.add')}
    </Button>
  )

  const columns: Column<Carrier>[] = [
    {
      key: 'name',
      header: t('carriers.name'),
      primary: true,
      render: (carrier) => (
        <Stack gap={0}>
          <bdi>{carrier.name}</bdi>
          {carrier.description && (
            <Text size="xs" c="dimmed">
              <bdi>{carrier.description}</bdi>
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'cost',
      header: t('carriers.cost'),
      align: 'end',
      render: ({ cost }) => <Money amount={cost} />,
    },
    {
      key: 'days',
      header: t('carriers.days'),
      align: 'end',
      render: ({ estimated_days: days }) => (days === null ? '–' : t('carriers.dayCount', { count: days })),
    },
    {
      key: 'state',
      header: t('fields.status'),
      render: ({ is_active: active }) => (
        <StatusBadge tone={active ? 'success' : 'neutral'} label={t(active ? 'state.on' : 'state.off')} />
      ),
    },
  ]
  if (mayChange) {
    columns.push({
      key: 'actions',
      header: t('actions.row'),
      actions: 'menu',
      align: 'end',
      width: '1%',
      render: (carrier) => (
        <RowMenu
          label={t('actions.of', { name: carrier.name })}
          onEdit={() => setEditing(carrier)}
          onDelete={() => void remove(carrier)}
        />
      ),
    })
  }

  return (
    <>
      <PageHeader title={t('carriers.title')} description={t('carriers.text')} actions={add} />
      <DataTable
        label={t('carriers.title')}
        columns={columns}
        rows={carriers.data}
        rowKey={(carrier) => carrier.id}
        error={carriers.error}
        onRetry={() => void carriers.refetch()}
        empty={
          <EmptyState
            icon={IconTruck}
            order={2}
            title={t('carriers.emptyTitle')}
            text={t('carriers.emptyText')}
            action={add}
          />
        }
      />
      {editing && (
        <CarrierDialog carrier={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}
