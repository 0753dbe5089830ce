import { Select, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { carriersQuery } from '../carriers/api.ts'
import { daysAhead } from './days-ahead.ts'
import type { ShipmentValues } from './useShipmentForm.ts'

type ShipmentFieldsProps = {
  form: UseFormReturnType<ShipmentValues>
  /** The one that stays selectable although it is switched off. */
  current?: number
}

/** Carrier, tracking number, day and notes. A chosen carrier proposes the day, unless one is set. */
export function ShipmentFields({ form, current }: ShipmentFieldsProps) {
  const { t } = useTranslation('shipments')
  const { data: carriers = [] } = useQuery(carriersQuery(useApi()))
  const offered = carriers.filter((one) => one.is_active || one.id === current)

  function choose(id: string | null) {
    form.setFieldValue('carrier_id', id)
    const days = offered.find((one) => String(one.id) === id)?.estimated_days
    if (typeof days === 'number' && form.values.estimated_delivery_date === '') {
      form.setFieldValue('estimated_delivery_date', daysAhead(days, new Date()))
    }
  }

  return (
    <>
      <Select
        label={t('fields.carrier')}
        required
        allowDeselect={false}
        data={offered.map((one) => ({ value: String(one.id), label: one.name }))}
        description={carriers.length > 0 && offered.length === 0 ? t('problems.allCarriersOff') : undefined}
        value={form.values.carrier_id}
        onChange={choose}
        error={form.errors.carrier_id}
      />
      <TextInput
        label={t('fields.tracking')}
        required
        dir="ltr"
        maxLength={100}
        autoComplete="off"
        {...form.getInputProps('tracking_number')}
      />
      <TextInput
        type="date"
        label={t('fields.estimated')}
        {...form.getInputProps('estimated_delivery_date')}
      />
      <Textarea label={t('fields.notes')} autosize maxLength={5000} {...form.getInputProps('notes')} />
    </>
  )
}
