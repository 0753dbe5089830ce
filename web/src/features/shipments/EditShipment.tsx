import { Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { type Shipment, touchedByShipments, updateShipment } from './api.ts'
import { ShipmentFields } from './ShipmentFields.tsx'
import { shipmentBody, useShipmentForm } from './useShipmentForm.ts'

/** Mount it only while it is open. */
export function EditShipment({ shipment, onClose }: { shipment: Shipment; onClose: () => void }) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const { form, failure, clearFailure, refuse } = useShipmentForm({
    order_id: String(shipment.order_id),
    carrier_id: String(shipment.carrier_id),
    tracking_number: shipment.tracking_number,
    estimated_delivery_date: shipment.estimated_delivery_date ?? '',
    notes: shipment.notes ?? '',
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => updateShipment(api, shipment.id, shipmentBody(values)),
    onMutate: clearFailure,
    onSuccess: (changed) => {
      queryClient.setQueryData(['shipments', 'one', shipment.id], changed)
      for (const name of touchedByShipments) void queryClient.invalidateQueries({ queryKey: [name] })
      toasts.success(common('states.saved'))
      onClose()
    },
    onError: refuse,
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.title', { number: shipment.tracking_number })}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <ShipmentFields form={form} current={shipment.carrier_id} />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
