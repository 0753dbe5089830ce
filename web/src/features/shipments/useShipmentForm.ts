import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'

export type ShipmentValues = {
  order_id: string | null
  carrier_id: string | null
  tracking_number: string
  estimated_delivery_date: string
  notes: string
}

/** The refusals that come without a field, at the field they are about. */
const fieldOfMessage = {
  'Order not found': ['order_id', 'gone'],
  'Order cannot be shipped': ['order_id', 'notShippable'],
  'Order already has a shipment': ['order_id', 'hasShipment'],
  'Carrier not found': ['carrier_id', 'noCarrier'],
  'Tracking number already exists': ['tracking_number', 'trackingTaken'],
} as const

/** The fields of a shipment, with every refusal of the server at its field and in the reader's language. */
export function useShipmentForm(initialValues: ShipmentValues) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const [failure, setFailure] = useState<string | null>(null)
  const filled = (value: string | null) =>
    value === null || value.trim() === '' ? common('errors.required') : null
  const form = useForm<ShipmentValues>({
    initialValues,
    validate: { order_id: filled, carrier_id: filled, tracking_number: filled },
  })

  function refuse(error: unknown) {
    const message = error instanceof ApiError ? error.message : ''
    if (message in fieldOfMessage) {
      const [field, problem] = fieldOfMessage[message as keyof typeof fieldOfMessage]
      form.setFieldError(field, t(`problems.${problem}`))
      return
    }
    const texts = {
      tracking_number: t('problems.tracking'),
      estimated_delivery_date: t('problems.date'),
      notes: t('problems.notes'),
    }
    setFailure(applyFormErrors(form, error, common, { texts }))
  }

  return { form, failure, clearFailure: () => setFailure(null), refuse }
}

/** What the fields say, ready to send. */
export function shipmentBody(values: ShipmentValues) {
  return {
    carrier_id: Number(values.carrier_id),
    tracking_number: values.tracking_number.trim(),
    estimated_delivery_date: values.estimated_delivery_date || null,
    notes: values.notes.trim() === '' ? null : values.notes.trim(),
  }
}
