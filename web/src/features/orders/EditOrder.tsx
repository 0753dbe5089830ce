import { Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { branchesQuery } from '../branches/api.ts'
import { membersQuery, type Order, updateOrder } from './api.ts'
import { useChannelLabel, usePaymentMethodLabel } from './labels.ts'
import { memberName } from './OrderDetails.tsx'
import { canReprice, paymentMethods, paymentStatuses, salesChannels } from './status.ts'

/** What may still change on a placed order; the lines stay as they were sold, and the fees once it is on its way. */
export function EditOrder({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation('orders')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const channel = useChannelLabel()
  const method = usePaymentMethodLabel()
  const { data: members = [] } = useQuery(membersQuery(api))
  const { data: branches = [] } = useQuery(branchesQuery(api))
  const repricing = canReprice(order.status)
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      discount_amount: order.discount_amount as number | null,
      shipping_fee: order.shipping_fee as number | null,
      seller_id: order.seller_id === null ? null : String(order.seller_id),
      branch_id: order.branch_id === null ? null : String(order.branch_id),
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
      const id = (value: string | null) => (value === null ? null : Number(value))
      return updateOrder(api, order.id, {
        ...(repricing && {
          discount_amount: values.discount_amount ?? 0,
          shipping_fee: values.shipping_fee ?? 0,
        }),
        seller_id: id(values.seller_id),
        branch_id: id(values.branch_id),
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
    onError: (error) => {
      const texts = {
        discount_amount: t('form.problems.discount'),
        shipping_fee: t('form.problems.shipping'),
      }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
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
          <FormFailure text={failure} />
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
          {repricing && (
            <MoneyInput
              label={t('fields.discount')}
              {...form.getInputProps('discount_amount')}
              value={form.values.discount_amount}
            />
          )}
          {repricing && (
            <MoneyInput
              label={t('fields.shipping')}
              {...form.getInputProps('shipping_fee')}
              value={form.values.shipping_fee}
            />
          )}
          <Select
            label={t('fields.seller')}
            placeholder={t('form.nobody')}
            clearable
            data={members.map((one) => ({ value: String(one.id), label: memberName(one) }))}
            {...form.getInputProps('seller_id')}
          />
          {branches.length > 0 && (
            <Select
              label={t('fields.branch')}
              placeholder={t('form.noBranch')}
              clearable
              data={branches.map((one) => ({ value: String(one.id), label: `${one.code} · ${one.name}` }))}
              {...form.getInputProps('branch_id')}
            />
          )}
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
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
