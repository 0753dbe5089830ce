import { Alert, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { carriersQuery } from '../carriers/api.ts'
import { createShipment, touchedByShipments } from './api.ts'
import { OrderPicker } from './OrderPicker.tsx'
import { ShipmentFields } from './ShipmentFields.tsx'
import { shipmentBody, useShipmentForm } from './useShipmentForm.ts'

type CreateShipmentProps = {
  /** Chosen in the dialog when absent. */
  order?: { id: number; order_number: string; shipping_method_id: number | null }
  onClose: () => void
}

/** Hands an order to a carrier and leads to the new shipment. Mount it only while it is open. */
export function CreateShipment({ order, onClose }: CreateShipmentProps) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const toasts = useToasts()
  const key = useRef(newRequestKey())
  const carriers = useQuery(carriersQuery(api))
  const { form, failure, clearFailure, refuse } = useShipmentForm({
    order_id: order ? String(order.id) : null,
    carrier_id: order?.shipping_method_id ? String(order.shipping_method_id) : null,
    tracking_number: '',
    estimated_delivery_date: '',
    notes: '',
  })

  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      createShipment(api, { order_id: Number(values.order_id), ...shipmentBody(values) }, key.current),
    onMutate: clearFailure,
    onSuccess: async (shipment) => {
      toasts.success(t('create.done', { number: shipment.tracking_number }))
      for (const name of touchedByShipments) void queryClient.invalidateQueries({ queryKey: [name] })
      onClose()
      await navigate({ to: '/shipments/$shipmentId', params: { shipmentId: String(shipment.id) } })
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      refuse(error)
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={order ? t('create.titleOf', { number: order.order_number }) : t('create.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack>
          {(failure ?? (order && form.errors.order_id)) && (
            <Alert color="red" role="alert">
              {failure ?? form.errors.order_id}
            </Alert>
          )}
          {!order && (
            <OrderPicker
              value={form.values.order_id}
              error={form.errors.order_id}
              onChange={(picked) => {
                form.setFieldValue('order_id', picked ? String(picked.id) : null)
                if (picked?.shipping_method_id && form.values.carrier_id === null)
                  form.setFieldValue('carrier_id', String(picked.shipping_method_id))
              }}
            />
          )}
          {carriers.data?.length === 0 && (
            <Text size="sm">
              {t('create.noCarriers')} <LinkAnchor to="/carriers">{t('create.addCarrier')}</LinkAnchor>
            </Text>
          )}
          <ShipmentFields form={form} />
          <DialogButtons onCancel={onClose} saving={create.isPending} label={t('create.submit')} />
        </Stack>
      </form>
    </Modal>
  )
}
