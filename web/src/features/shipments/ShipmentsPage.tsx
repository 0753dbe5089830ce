import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconPlus, IconTruckDelivery } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { carriersQuery } from '../carriers/api.ts'
import { type ShipmentRow, shipmentPageSize, shipmentsQuery } from './api.ts'
import { CreateShipment } from './CreateShipment.tsx'
import classes from './Shipments.module.css'
import { shipmentStatuses, shipmentTones } from './status.ts'

export function ShipmentsPage() {
  const { t } = useTranslation('shipments')
  const api = useApi()
  const { can } = usePermissions()
  const { status, carrier, page = 1 } = useSearch({ from: '/app/shipments' })
  const navigate = useNavigate({ from: '/shipments' })
  const [creating, setCreating] = useState(false)
  const shipments = useQuery(shipmentsQuery(api, { status, carrier, page }))
  const { data: carriers = [] } = useQuery(carriersQuery(api))
  const filtered = status !== undefined || carrier !== undefined

  function narrow(change: {
    status?: typeof status
    carrier?: number | undefined
    page?: number | undefined
  }) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  const newShipment = can('shipments:write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      {t('actions.new')}
    </Button>
  )

  return (
    <>
      <PageHeader title={t('title')} actions={newShipment} />
      <Group mb="md" gap="sm" className={classes.filters}>
        <Select
          aria-label={t('fields.status')}
          placeholder={t('fields.status')}
          clearable
          data={shipmentStatuses.map((one) => ({ value: one, label: t(`status.${one}`) }))}
          value={status ?? null}
          onChange={(value) => narrow({ status: shipmentStatuses.find((one) => one === value) })}
        />
        <Select
          aria-label={t('fields.carrier')}
          placeholder={t('fields.carrier')}
          clearable
          data={carriers.map((one) => ({ value: String(one.id), label: one.name }))}
          value={carrier === undefined ? null : String(carrier)}
          onChange={(value) => narrow({ carrier: value === null ? undefined : Number(value) })}
        />
      </Group>
      <ShipmentTable
        rows={shipments.data?.shipments}
        error={shipments.error}
        onRetry={() => void shipments.refetch()}
        refreshing={shipments.isPlaceholderData}
        empty={
          filtered ? (
            <EmptyState
              order={2}
              title={t('nothingFound.title')}
              action={
                <Button variant="light" onClick={() => void navigate({ search: {} })}>
                  {t('nothingFound.clear')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconTruckDelivery}
              order={2}
              title={t('empty.title')}
              text={t('empty.text')}
              action={newShipment}
            />
          )
        }
        pagination={{
          page,
          pageSize: shipmentPageSize,
          total: shipments.data?.total ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
      {creating && <CreateShipment onClose={() => setCreating(false)} />}
    </>
  )
}

type ShipmentTableProps = Omit<
  React.ComponentProps<typeof DataTable<ShipmentRow>>,
  'columns' | 'rowKey' | 'label'
>

function ShipmentTable(props: ShipmentTableProps) {
  const { t } = useTranslation('shipments')
  const { date } = useFormat()
  const columns: Column<ShipmentRow>[] = [
    {
      key: 'tracking',
      header: t('fields.tracking'),
      primary: true,
      render: (shipment) => (
        <Stack gap={0}>
          <LinkAnchor
            to="/shipments/$shipmentId"
            params={{ shipmentId: String(shipment.id) }}
            fw={600}
            size="sm"
          >
            <bdi>{shipment.tracking_number}</bdi>
          </LinkAnchor>
          <Text size="xs" c="dimmed">
            <DateTime value={shipment.created_at} />
          </Text>
        </Stack>
      ),
    },
    { key: 'carrier', header: t('fields.carrier'), render: ({ carrier_name: name }) => <bdi>{name}</bdi> },
    {
      key: 'order',
      header: t('fields.order'),
      render: (shipment) => (
        <LinkAnchor to="/orders/$orderId" params={{ orderId: String(shipment.order_id) }} size="sm">
          <bdi>{shipment.order_number}</bdi>
        </LinkAnchor>
      ),
    },
    {
      key: 'customer',
      header: t('fields.customer'),
      render: ({ customer_name: name }) => <bdi>{name ?? t('walkIn')}</bdi>,
    },
    {
      key: 'status',
      header: t('fields.status'),
      render: ({ status }) => (
        <StatusBadge tone={shipmentTones[status] ?? 'neutral'} label={t(`status.${status}`)} />
      ),
    },
    {
      key: 'estimated',
      header: t('fields.estimated'),
      render: ({ estimated_delivery_date: day }) => (day ? date(day) : '–'),
    },
  ]
  return <DataTable {...props} label={t('title')} columns={columns} rowKey={(shipment) => shipment.id} />
}
