import { Button, Grid, Group, Paper, Stack } from '@mantine/core'
import { IconPencil, IconTruckDelivery } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { PrintButton } from '../../ui/print/PrintButton.tsx'
import { invoicePapers, usePaper } from '../../ui/print/papers.ts'
import { RecordFrame } from '../../ui/RecordFrame.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { CreateShipment } from '../shipments/CreateShipment.tsx'
import { deleteOrder, type Order, type OrderItem, orderQuery } from './api.ts'
import { toMinor } from './cart.ts'
import { EditOrder } from './EditOrder.tsx'
import { isShopOrder, useChannelLabel, usePaymentMethodLabel } from './labels.ts'
import { OrderStatusBar } from './OrderStatusBar.tsx'
import classes from './Orders.module.css'
import { PrintedOrder } from './PrintedOrder.tsx'
import { canDelete, canShip } from './status.ts'
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
  const order = useQuery(orderQuery(useApi(), Number(orderId)))
  return (
    <RecordFrame query={order} title={t('title')} back={<BackLink />} skeletons={[120, 240]}>
      {(loaded) => <OrderView order={loaded} />}
    </RecordFrame>
  )
}

function OrderView({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const { can } = usePermissions()
  const [editing, setEditing] = useState(false)
  const [shipping, setShipping] = useState(false)
  const [printing, setPrinting] = useState(false)
  const [paper, setPaper] = usePaper('invoice', invoicePapers)
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
            {can('shipments:write') && canShip(order.status) && (
              <Button
                variant="default"
                leftSection={<IconTruckDelivery size={18} aria-hidden />}
                onClick={() => setShipping(true)}
              >
                {t('actions.ship')}
              </Button>
            )}
            <PrintButton
              label={t('actions.print')}
              paper={paper}
              choices={invoicePapers}
              onPrint={(next) => {
                setPaper(next)
                setPrinting(true)
              }}
            />
            {can('orders:write') && (
              <Button
                variant="default"
                leftSection={<IconPencil size={18} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t('actions.edit')}
              </Button>
            )}
            {can('records:delete') && <DeleteOrderButton order={order} />}
          </>
        }
      />
      <OrderStatusBar order={order} />
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
      {shipping && <CreateShipment order={order} onClose={() => setShipping(false)} />}
      {printing && (
        <PrintedOrder order={order} totals={totals} paper={paper} onDone={() => setPrinting(false)} />
      )}
    </>
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
    [t('fields.seller'), order.seller_name],
    [t('fields.branch'), order.branch_name],
    [t('fields.phone'), order.shipping_phone ?? order.customer_phone],
    [t('fields.address'), order.shipping_address ?? order.customer_address],
    [t('fields.paymentMethod'), method(order.payment_method)],
    [t('fields.channel'), channel(order.sales_channel)],
    [t('fields.shippingMethod'), order.shipping_method_name],
    [t('fields.tracking'), order.tracking_number],
    [t('fields.returnCode'), order.return_code],
    [t('fields.creator'), order.creator_name],
    [t('fields.notes'), order.notes],
  ]
  return <FactList title={t('form.details')} facts={facts} />
}

function DeleteOrderButton({ order }: { order: Order }) {
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
      text: t(isShopOrder(order) ? 'delete.shopText' : 'delete.text'),
      confirmLabel: t('actions.delete'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return <DeleteButton label={t('actions.delete')} loading={remove.isPending} onClick={() => void ask()} />
}
