import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconReceipt } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { type OrderRow, orderPageSize, ordersQuery } from './api.ts'
import classes from './Orders.module.css'
import { DeliveryBadge, OrderBadge, PaymentBadge } from './StatusBadges.tsx'
import { deliveryStatuses, isOneOf, orderStatuses, paymentStatuses } from './status.ts'

export function OrdersPage() {
  const { t } = useTranslation('orders')
  const search = useSearch({ from: '/app/orders' })
  const navigate = useNavigate({ from: '/orders' })
  const { can } = usePermissions()
  const page = search.page ?? 1
  const { q, status, delivery, payment, from, to } = search
  const orders = useQuery(
    ordersQuery(useApi(), {
      search: q,
      status,
      delivery_status: delivery,
      payment_status: payment,
      start_date: from,
      end_date: to,
      page,
    }),
  )
  const filtered = [q, status, delivery, payment, from, to].some((one) => one !== undefined)

  function narrow(change: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  const newOrder = can('orders:write') && (
    <LinkButton to="/orders/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('actions.new')}
    </LinkButton>
  )

  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          can('orders:write') && (
            <Group gap="xs">
              <LinkButton to="/orders/import" variant="default">
                {t('actions.import')}
              </LinkButton>
              {newOrder}
            </Group>
          )
        }
      />
      <Group mb="md" gap="sm" align="flex-end" className={classes.filters}>
        <SearchInput
          value={q ?? ''}
          label={t('filters.search')}
          onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
        />
        <Select
          aria-label={t('fields.status')}
          placeholder={t('fields.status')}
          clearable
          data={orderStatuses.map((one) => ({ value: one, label: t(`status.${one}`) }))}
          value={status ?? null}
          onChange={(value) => narrow({ status: isOneOf(orderStatuses, value) ? value : undefined })}
        />
        <Select
          aria-label={t('fields.delivery')}
          placeholder={t('fields.delivery')}
          clearable
          data={deliveryStatuses.map((one) => ({ value: one, label: t(`delivery.${one}`) }))}
          value={delivery ?? null}
          onChange={(value) => narrow({ delivery: isOneOf(deliveryStatuses, value) ? value : undefined })}
        />
        <Select
          aria-label={t('fields.paymentStatus')}
          placeholder={t('fields.paymentStatus')}
          clearable
          data={paymentStatuses.map((one) => ({ value: one, label: t(`paymentStatus.${one}`) }))}
          value={payment ?? null}
          onChange={(value) => narrow({ payment: isOneOf(paymentStatuses, value) ? value : undefined })}
        />
        <TextInput
          type="date"
          label={t('filters.from')}
          value={from ?? ''}
          max={to}
          onChange={(event) => narrow({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label={t('filters.to')}
          value={to ?? ''}
          min={from}
          onChange={(event) => narrow({ to: event.currentTarget.value || undefined })}
        />
      </Group>
      <OrderTable
        label={t('title')}
        rows={orders.data?.orders}
        error={orders.error}
        onRetry={() => void orders.refetch()}
        refreshing={orders.isPlaceholderData}
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
              icon={IconReceipt}
              order={2}
              title={t('empty.title')}
              text={t('empty.text')}
              action={newOrder}
            />
          )
        }
        pagination={{
          page,
          pageSize: orderPageSize,
          total: orders.data?.total ?? 0,
          totalIsLowerBound: orders.data?.totalIsLowerBound,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
    </>
  )
}

type OrderTableProps = Omit<React.ComponentProps<typeof DataTable<OrderRow>>, 'columns' | 'rowKey'>

/** Orders as a list, with a link in each row. */
export function OrderTable(props: OrderTableProps) {
  const { t } = useTranslation('orders')
  const { number } = useFormat()
  const columns: Column<OrderRow>[] = [
    {
      key: 'number',
      header: t('fields.number'),
      primary: true,
      render: (order) => (
        <Stack gap={0}>
          <LinkAnchor to="/orders/$orderId" params={{ orderId: String(order.id) }} fw={600} size="sm">
            <bdi>{order.order_number}</bdi>
          </LinkAnchor>
          <Text size="xs" c="dimmed">
            <DateTime value={order.created_at} />
          </Text>
        </Stack>
      ),
    },
    {
      key: 'customer',
      header: t('fields.customer'),
      render: (order) => <bdi>{order.customer_name ?? t('walkIn')}</bdi>,
    },
    { key: 'status', header: t('fields.status'), render: (order) => <OrderBadge status={order.status} /> },
    {
      key: 'delivery',
      header: t('fields.delivery'),
      render: (order) => <DeliveryBadge status={order.delivery_status} />,
    },
    {
      key: 'payment',
      header: t('fields.paymentStatus'),
      render: (order) => <PaymentBadge status={order.payment_status} />,
    },
    {
      key: 'pieces',
      header: t('fields.pieces'),
      align: 'end',
      render: (order) => number(order.total_quantity),
    },
    {
      key: 'final',
      header: t('totals.final'),
      align: 'end',
      render: (order) => <Money amount={order.final_amount} />,
    },
  ]
  return <DataTable {...props} columns={columns} rowKey={(order) => order.id} />
}
