import { Alert, Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Order, updateOrder } from './api.ts'
import { useChannelLabel, usePaymentMethodLabel } from './labels.ts'
import { paymentMethods, paymentStatuses, salesChannels } from './status.ts'

/** What may still change on a placed order: payment, delivery address, notes. The lines stay as they were sold. */
export function EditOrder({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation('orders')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const channel = useChannelLabel()
  const method = usePaymentMethodLabel()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      payment_status: order.payment_status,
      payment_method: order.payment_method,
      sales_channel: order.sales_channel ?? '',
      shipping_address: order.shipping_address ?? '',
      shipping_phone: order.shipping_phone ?? '',
      tracking_number: order.tracking_number ?? '',
      notes: order.notes ?? '',
    },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const text = (value: string) => (value.trim() === '' ? null : value.trim())
      return updateOrder(api, order.id, {
        payment_status: values.payment_status,
        payment_method: values.payment_method,
        sales_channel: text(values.sales_channel),
        shipping_address: text(values.shipping_address),
        shipping_phone: text(values.shipping_phone),
        tracking_number: text(values.tracking_number),
        notes: text(values.notes),
      })
    },
    onMutate: () => setFailure(null),
    onSuccess: (changed) => {
      queryClient.setQueryData(['orders', 'one', order.id], changed)
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
      toasts.success(common('states.saved'))
      onClose()
    },
    onError: (error) => setFailure(applyFormErrors(form, error, common)),
  })

  const withCurrent = (values: readonly string[], current: string) =>
    current === '' || values.includes(current) ? [...values] : [...values, current]

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.title', { number: order.order_number })}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          {failure && (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <Select
            label={t('fields.paymentStatus')}
            allowDeselect={false}
            data={paymentStatuses.map((one) => ({ value: one, label: t(`paymentStatus.${one}`) }))}
            {...form.getInputProps('payment_status')}
          />
          <Select
            label={t('fields.paymentMethod')}
            allowDeselect={false}
            data={withCurrent(paymentMethods, order.payment_method).map((one) => ({
              value: one,
              label: method(one),
            }))}
            {...form.getInputProps('payment_method')}
          />
          <Select
            label={t('fields.channel')}
            clearable
            data={withCurrent(salesChannels, order.sales_channel ?? '').map((one) => ({
              value: one,
              label: channel(one),
            }))}
            value={form.values.sales_channel || null}
            onChange={(value) => form.setFieldValue('sales_channel', value ?? '')}
            error={form.errors.sales_channel}
          />
          <TextInput
            label={t('fields.phone')}
            type="tel"
            dir="ltr"
            maxLength={20}
            {...form.getInputProps('shipping_phone')}
          />
          <Textarea
            label={t('fields.address')}
            autosize
            maxLength={1000}
            {...form.getInputProps('shipping_address')}
          />
          <TextInput
            label={t('fields.tracking')}
            dir="ltr"
            maxLength={100}
            {...form.getInputProps('tracking_number')}
          />
          <Textarea label={t('fields.notes')} autosize maxLength={5000} {...form.getInputProps('notes')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('actions.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {common('actions.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
