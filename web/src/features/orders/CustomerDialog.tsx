import { Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { type Customer, createCustomer } from './api.ts'

type CustomerDialogProps = { onClose: () => void; onCreated: (customer: Customer) => void }

/** Creates a customer on the spot, with what a counter knows. Mount it only while it is open. */
export function CustomerDialog({ onClose, onCreated }: CustomerDialogProps) {
  const { t } = useTranslation('orders')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: { name: '', phone: '', email: '', address: '' },
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  const create = useMutation({
    mutationFn: (values: typeof form.values) => {
      const text = (value: string) => (value.trim() === '' ? null : value.trim())
      const body = {
        name: values.name.trim(),
        phone: text(values.phone),
        email: text(values.email),
        address: text(values.address),
      }
      return createCustomer(api, body, key.current)
    },
    onMutate: () => setFailure(null),
    onSuccess: (customer) => {
      void queryClient.invalidateQueries({ queryKey: ['customers'] })
      onCreated(customer)
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      if (error instanceof ApiError && /đã tồn tại/.test(error.message)) {
        const taken = t('customer.taken')
        form.setErrors(form.values.email.trim() === '' ? { phone: taken } : { phone: taken, email: taken })
        return
      }
      const texts = { email: t('customer.badEmail'), phone: t('customer.badPhone') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('customer.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          // Without this the order form around the dialog would be submitted as well.
          event.stopPropagation()
          form.onSubmit((values) => create.mutate(values))(event)
        }}
      >
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('customer.name')}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('customer.phone')}
            type="tel"
            dir="ltr"
            maxLength={20}
            {...form.getInputProps('phone')}
          />
          <TextInput
            label={t('customer.email')}
            type="email"
            dir="ltr"
            maxLength={254}
            {...form.getInputProps('email')}
          />
          <Textarea
            label={t('customer.address')}
            autosize
            maxLength={1000}
            {...form.getInputProps('address')}
          />
          <DialogButtons onCancel={onClose} saving={create.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
