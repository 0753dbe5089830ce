import { Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { type CustomerGroup, saveCustomerGroup } from './api.ts'

type CustomerGroupDialogProps = {
  /** Null for a new one. */
  group: CustomerGroup | null
  onClose: () => void
}

/** Mount it only while it is open. */
export function CustomerGroupDialog({ group, onClose }: CustomerGroupDialogProps) {
  const { t } = useTranslation('customers')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: {
      name: group?.name ?? '',
      description: group?.description ?? '',
      discount_percentage: group ? group.discount_percentage : (0 as number | null),
      is_active: group?.is_active ?? true,
    },
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      discount_percentage: (value) => (value !== null && value <= 100 ? null : t('errors.discount')),
    },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body = {
        name: values.name.trim(),
        description: values.description.trim() || null,
        discount_percentage: values.discount_percentage ?? 0,
        is_active: values.is_active,
      }
      return saveCustomerGroup(api, group?.id ?? null, body, key.current)
    },
    onMutate: () => setFailure(null),
    onSuccess: (saved) => {
      toasts.success(t('form.saved', { name: saved.name }))
      for (const name of ['customer-groups', 'customers']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      const texts = { name: t('errors.name'), discount_percentage: t('errors.discount') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={group ? t('groups.edit') : t('groups.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('fields.name')}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <MoneyInput
            label={t('fields.discount')}
            description={t('groups.discountHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            rightSection={<span>%</span>}
            {...form.getInputProps('discount_percentage')}
            value={form.values.discount_percentage}
          />
          <Textarea
            label={t('groups.description')}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('description')}
          />
          <Switch
            label={t('groups.active')}
            description={t('groups.activeHint')}
            {...form.getInputProps('is_active', { type: 'checkbox' })}
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
