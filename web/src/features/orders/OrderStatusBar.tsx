import { Alert, Group, Paper } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { Labelled } from '../../ui/FactList.tsx'
import { StatusSteps } from '../../ui/StatusSteps.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { changeStatus, type Order } from './api.ts'
import { isShopOrder } from './labels.ts'
import classes from './Orders.module.css'
import { DeliveryBadge, OrderBadge, PaymentBadge } from './StatusBadges.tsx'
import { mainStep, nextStatuses, type OrderStatus } from './status.ts'

function isDangerous(status: OrderStatus): status is 'cancelled' | 'returned' {
  return status === 'cancelled' || status === 'returned'
}

/** Where the order stands, and the steps it may take from there. */
export function OrderStatusBar({ order }: { order: Order }) {
  const { t } = useTranslation('orders')
  const api = useApi()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const errorText = useErrorText()
  const { can } = usePermissions()

  const change = useMutation({
    mutationFn: (status: OrderStatus) => changeStatus(api, order.id, status),
    onSuccess: (changed) => {
      queryClient.setQueryData(['orders', 'one', order.id], changed)
      for (const name of ['orders', 'products', 'inventory', 'stats', 'shipments']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
    },
    // Somebody else may have moved it: show where it stands now.
    onError: () => void queryClient.invalidateQueries({ queryKey: ['orders', 'one', order.id] }),
  })

  async function go(status: OrderStatus) {
    if (isDangerous(status)) {
      const question = {
        title: t(`ask.${status}.title`, { number: order.order_number }),
        text: t(`ask.${status}.${isShopOrder(order) ? 'shopText' : 'text'}`),
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
        {can('orders:write') && (
          <Group gap="xs">
            <StatusSteps
              steps={nextStatuses(order.status).map((status) => ({
                status,
                label: t(`step.${status}`),
                danger: isDangerous(status),
              }))}
              main={mainStep(order.status)}
              onStep={(status) => void go(status)}
              busy={change.isPending}
              changeLabel={t('actions.change')}
              finalText={t('final')}
            />
          </Group>
        )}
      </Group>
      {change.isError && (
        <Alert color="red" mt="sm" role="alert">
          {errorText(change.error)}
        </Alert>
      )}
    </Paper>
  )
}
