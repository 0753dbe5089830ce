import { Alert, Button, Grid, Group, Menu, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChevronDown, IconPencil, IconPrinter, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { changeStatus, deleteOrder, type Order, type OrderItem, orderQuery } from './api.ts'
import { toMinor } from './cart.ts'
import { EditOrder } from './EditOrder.tsx'
import { useChannelLabel, usePaymentMethodLabel } from './labels.ts'
import classes from './Orders.module.css'
import { PrintedOrder, type Sheet } from './PrintedOrder.tsx'
import { DeliveryBadge, OrderBadge, PaymentBadge } from './StatusBadges.tsx'
import { canDelete, mainStep, nextStatuses, type OrderStatus } from './status.ts'
import { TotalsList } from './TotalsList.tsx'

function BackLink() {
  const { t } = useTranslation('orders')
  return (
    <LinkAnchor to="/orders" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

export function OrderPage() {
  const { t } = useTranslation('orders')
  const { orderId } = useParams({ from: '/app/orders/$orderId' })
  const errorText = useErrorText()
  const order = useQuery(orderQuery(useApi(), Number(orderId)))
  if (order.data) return <OrderView order={order.data} />
  return (
    <>
      <PageHeader title={t('title')} back={<BackLink />} />
      {order.isError ? (
        <ErrorState text={errorText(order.error)} onRetry={() => void order.refetch()} />
      ) : (
        <Stack aria-busy>
          <Skeleton height={120} radius="lg" />
          <Skeleton height={240} radius="lg" />
        </Stack>
      )}
    </>
  )
}

function OrderView({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const { can } = usePermissions()
  const [editing, setEditing] = useState(false)
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const totals = {
    total: toMinor(order.total_amount),
    discount: toMinor(order.discount_amount),
    shipping: toMinor(order.shipping_fee),
    final: toMinor(order.final_amount),
  }
  return (
    <>
      <PageHeader
        title={order.order_number}
        back={<BackLink />}
        description={<DateTime value={order.created_at} />}
        actions={
          <>
            <PrintMenu onPrint={setSheet} />
            {can('orders:write') && (
              <Button
                variant="default"
                leftSection={<IconPencil size={18} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t('actions.edit')}
              </Button>
            )}
            {can('records:delete') && <DeleteButton order={order} />}
          </>
        }
      />
      <StatusBar order={order} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Items order={order} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack>
            <Paper p="md" className={classes.card}>
              <TotalsList totals={totals} />
            </Paper>
            <Facts order={order} />
          </Stack>
        </Grid.Col>
      </Grid>
      {editing && <EditOrder order={order} onClose={() => setEditing(false)} />}
      {sheet && <PrintedOrder order={order} totals={totals} sheet={sheet} onDone={() => setSheet(null)} />}
    </>
  )
}

function StatusBar({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const api = useApi()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const errorText = useErrorText()
  const mayChange = usePermissions().can('orders:write')
  const steps = mayChange ? nextStatuses(order.status) : []
  const main = mayChange ? mainStep(order.status) : null

  const change = useMutation({
    mutationFn: (status: OrderStatus) => changeStatus(api, order.id, status),
    onSuccess: (changed) => {
      queryClient.setQueryData(['orders', 'one', order.id], changed)
      for (const name of ['orders', 'products', 'inventory', 'stats']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
    },
    // Somebody else may have moved it: show where it stands now.
    onError: () => void queryClient.invalidateQueries({ queryKey: ['orders', 'one', order.id] }),
  })

  async function go(status: OrderStatus) {
    if (status === 'cancelled' || status === 'returned') {
      const question = {
        title: t(`ask.${status}.title`, { number: order.order_number }),
        text: t(`ask.${status}.text`),
        confirmLabel: t(`step.${status}`),
        danger: true,
      }
      if (!(await confirm(question))) return
    }
    change.mutate(status)
  }

  return (
    <Paper p="md" mb="md" className={classes.card}>
      <Group justify="space-between" gap="md">
        <Group gap="lg">
          <Labelled label={t('fields.status')}>
            <OrderBadge status={order.status} />
          </Labelled>
          <Labelled label={t('fields.delivery')}>
            <DeliveryBadge status={order.delivery_status} />
          </Labelled>
          <Labelled label={t('fields.paymentStatus')}>
            <PaymentBadge status={order.payment_status} />
          </Labelled>
        </Group>
        <Group gap="xs">
          {main && (
            <Button loading={change.isPending} onClick={() => void go(main)}>
              {t(`step.${main}`)}
            </Button>
          )}
          {steps.length > (main ? 1 : 0) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  variant="default"
                  disabled={change.isPending}
                  rightSection={<IconChevronDown size={16} aria-hidden />}
                >
                  {t('actions.change')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {steps
                  .filter((status) => status !== main)
                  .map((status) => (
                    <Menu.Item
                      key={status}
                      color={status === 'cancelled' || status === 'returned' ? 'red' : undefined}
                      onClick={() => void go(status)}
                    >
                      {t(`step.${status}`)}
                    </Menu.Item>
                  ))}
              </Menu.Dropdown>
            </Menu>
          )}
          {mayChange && steps.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('final')}
            </Text>
          )}
        </Group>
      </Group>
      {change.isError && (
        <Alert color="red" mt="sm" role="alert">
          {errorText(change.error)}
        </Alert>
      )}
    </Paper>
  )
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Stack gap={4} align="flex-start">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {children}
    </Stack>
  )
}

function Items({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const { number } = useFormat()
  const columns: Column<OrderItem>[] = [
    {
      key: 'product',
      header: t('fields.product'),
      primary: true,
      render: (item) => (
        <Group gap="sm" wrap="nowrap">
          <ProductImage url={item.product_image} />
          <LinkAnchor
            to="/products/$productId"
            params={{ productId: String(item.product_id) }}
            size="sm"
            c="inherit"
            fw={600}
          >
            <bdi>{item.product_name}</bdi>
          </LinkAnchor>
        </Group>
      ),
    },
    { key: 'quantity', header: t('fields.quantity'), align: 'end', render: (item) => number(item.quantity) },
    {
      key: 'price',
      header: t('fields.price'),
      align: 'end',
      render: (item) => <Money amount={item.price} />,
    },
    {
      key: 'subtotal',
      header: t('fields.subtotal'),
      align: 'end',
      render: (item) => <Money amount={item.subtotal} />,
    },
  ]
  return <DataTable label={t('form.lines')} columns={columns} rows={order.items} rowKey={(item) => item.id} />
}

function Facts({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const channel = useChannelLabel()
  const method = usePaymentMethodLabel()
  const facts: [string, string | null][] = [
    [t('fields.customer'), order.customer_name ?? t('walkIn')],
    [t('fields.phone'), order.shipping_phone ?? order.customer_phone],
    [t('fields.address'), order.shipping_address ?? order.customer_address],
    [t('fields.paymentMethod'), method(order.payment_method)],
    [t('fields.channel'), channel(order.sales_channel)],
    [t('fields.tracking'), order.tracking_number],
    [t('fields.returnCode'), order.return_code],
    [t('fields.creator'), order.creator_name],
    [t('fields.notes'), order.notes],
  ]
  return (
    <Paper p="md" className={classes.card}>
      <Title order={2} size="h5" mb="sm">
        {t('form.details')}
      </Title>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>
              <bdi>{value || '–'}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}

function PrintMenu({ onPrint }: { onPrint: (sheet: Sheet) => void }) {
  const { t } = useTranslation('orders')
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />}>
          {t('actions.print')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onPrint('a4')}>{t('print.a4')}</Menu.Item>
        <Menu.Item onClick={() => onPrint('receipt')}>{t('print.receipt')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function DeleteButton({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteOrder(api, order.id),
    onSuccess: async () => {
      toasts.success(t('delete.done', { number: order.order_number }))
      await navigate({ to: '/orders' })
      queryClient.removeQueries({ queryKey: ['orders', 'one', order.id] })
      for (const name of ['orders', 'products', 'inventory', 'stats']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
    },
    onError: toasts.failure,
  })
  if (!canDelete(order.status)) return null

  async function ask() {
    const question = {
      title: t('delete.title', { number: order.order_number }),
      text: t('delete.text'),
      confirmLabel: t('actions.delete'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return (
    <Button
      variant="default"
      c="var(--mantine-color-error)"
      leftSection={<IconTrash size={18} aria-hidden />}
      loading={remove.isPending}
      onClick={() => void ask()}
    >
      {t('actions.delete')}
    </Button>
  )
}
