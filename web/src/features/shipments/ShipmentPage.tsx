import { Alert, Button, Grid, Group, Paper } from '@mantine/core'
import { IconPencil, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { DateTime } from '../../ui/DateTime.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { FactList, Labelled } from '../../ui/FactList.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RecordFrame } from '../../ui/RecordFrame.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { StatusSteps } from '../../ui/StatusSteps.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { useChannelLabel } from '../orders/labels.ts'
import {
  changeShipmentStatus,
  deleteShipment,
  type Shipment,
  shipmentQuery,
  touchedByShipments,
} from './api.ts'
import { EditShipment } from './EditShipment.tsx'
import { LabelDialog } from './LabelDialog.tsx'
import { canDelete, canEdit, mainStep, nextStatuses, type ShipmentStatus, shipmentTones } from './status.ts'

function BackLink() {
  const { t } = useTranslation('shipments')
  return (
    <LinkAnchor to="/shipments" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

export function ShipmentPage() {
  const { t } = useTranslation('shipments')
  const { shipmentId } = useParams({ from: '/app/shipments/$shipmentId' })
  const shipment = useQuery(shipmentQuery(useApi(), Number(shipmentId)))
  return (
    <RecordFrame query={shipment} title={t('title')} back={<BackLink />} skeletons={[100, 220]}>
      {(loaded) => <ShipmentView shipment={loaded} />}
    </RecordFrame>
  )
}

function ShipmentView({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation('shipments')
  const { t: orders } = useTranslation('orders')
  const { date } = useFormat()
  const { can } = usePermissions()
  const channel = useChannelLabel()
  const [dialog, setDialog] = useState<'edit' | 'label' | null>(null)
  const close = () => setDialog(null)
  return (
    <>
      <PageHeader
        title={shipment.tracking_number}
        back={<BackLink />}
        description={<DateTime value={shipment.created_at} />}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconPrinter size={18} aria-hidden />}
              onClick={() => setDialog('label')}
            >
              {t('actions.label')}
            </Button>
            {can('shipments:write') && canEdit(shipment.status) && (
              <Button
                variant="default"
                leftSection={<IconPencil size={18} aria-hidden />}
                onClick={() => setDialog('edit')}
              >
                {t('actions.edit')}
              </Button>
            )}
            {can('records:delete') && <DeleteShipmentButton shipment={shipment} />}
          </>
        }
      />
      <StatusBar shipment={shipment} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <FactList
            title={t('detail.parcel')}
            facts={[
              [t('fields.carrier'), shipment.carrier_name],
              [t('fields.carrierDescription'), shipment.carrier_description],
              [t('fields.tracking'), shipment.tracking_number],
              [
                t('fields.estimated'),
                shipment.estimated_delivery_date && date(shipment.estimated_delivery_date),
              ],
              [t('fields.actual'), shipment.actual_delivery_date && date(shipment.actual_delivery_date)],
              [t('fields.notes'), shipment.notes],
            ]}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <FactList
            title={t('detail.order')}
            facts={[
              [
                t('fields.order'),
                <LinkAnchor
                  key="order"
                  to="/orders/$orderId"
                  params={{ orderId: String(shipment.order_id) }}
                  size="sm"
                >
                  <bdi>{shipment.order_number}</bdi>
                </LinkAnchor>,
              ],
              [t('fields.customer'), shipment.customer_name ?? t('walkIn')],
              [orders('fields.phone'), shipment.customer_phone],
              [orders('fields.address'), shipment.customer_address],
              [t('fields.amount'), <Money key="amount" amount={shipment.total_amount} />],
              [orders('fields.channel'), channel(shipment.sales_channel)],
            ]}
          />
        </Grid.Col>
      </Grid>
      {dialog === 'edit' && <EditShipment shipment={shipment} onClose={close} />}
      {dialog === 'label' && <LabelDialog shipment={shipment} onClose={close} />}
    </>
  )
}

function isDangerous(status: ShipmentStatus): status is 'cancelled' | 'returned' {
  return status === 'cancelled' || status === 'returned'
}

function StatusBar({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation('shipments')
  const api = useApi()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const errorText = useErrorText()
  const { can } = usePermissions()
  const { status } = shipment

  const change = useMutation({
    mutationFn: (next: ShipmentStatus) => changeShipmentStatus(api, shipment.id, next),
    onSuccess: (changed) => {
      queryClient.setQueryData(['shipments', 'one', shipment.id], changed)
      for (const name of touchedByShipments) void queryClient.invalidateQueries({ queryKey: [name] })
    },
    // Somebody else may have moved it: show where it stands now.
    onError: () => void queryClient.invalidateQueries({ queryKey: ['shipments', 'one', shipment.id] }),
  })

  async function go(next: ShipmentStatus) {
    if (isDangerous(next)) {
      const question = {
        title: t(`ask.${next}.title`, { number: shipment.tracking_number }),
        text: t(`ask.${next}.text`),
        confirmLabel: t(`step.${next}`),
        danger: true,
      }
      if (!(await confirm(question))) return
    }
    change.mutate(next)
  }

  return (
    <Paper p="md" mb="md" bd="1px solid var(--tradepost-border)">
      <Group justify="space-between" gap="md">
        <Labelled label={t('fields.status')}>
          <StatusBadge tone={shipmentTones[status] ?? 'neutral'} label={t(`status.${status}`)} />
        </Labelled>
        {can('shipments:write') && (
          <Group gap="xs">
            <StatusSteps
              steps={nextStatuses(status).map((one) => ({
                status: one,
                label: t(one === 'pending' ? 'status.pending' : `step.${one}`),
                danger: isDangerous(one),
              }))}
              main={mainStep(status)}
              onStep={(next) => void go(next)}
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

function DeleteShipmentButton({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation('shipments')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteShipment(api, shipment.id),
    onSuccess: async () => {
      toasts.success(t('delete.done', { number: shipment.tracking_number }))
      await navigate({ to: '/shipments' })
      queryClient.removeQueries({ queryKey: ['shipments', 'one', shipment.id] })
      for (const name of touchedByShipments) void queryClient.invalidateQueries({ queryKey: [name] })
    },
    onError: toasts.failure,
  })
  if (!canDelete(shipment.status)) return null

  async function ask() {
    const question = {
      title: t('delete.title', { number: shipment.tracking_number }),
      text: t('delete.text'),
      confirmLabel: t('actions.delete'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return <DeleteButton label={t('actions.delete')} loading={remove.isPending} onClick={() => void ask()} />
}
