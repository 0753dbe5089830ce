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
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { type Carrier, saveCarrier } from './api.ts'

/** A new carrier (`null`) or an existing one. Mount it only while it is open. */
export function CarrierDialog({ carrier, onClose }: { carrier: Carrier | null; onClose: () => void }) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      name: carrier?.name ?? '',
      cost: (carrier?.cost ?? null) as number | null,
      estimated_days: (carrier?.estimated_days ?? null) as number | null,
      description: carrier?.description ?? '',
      is_active: carrier?.is_active ?? true,
    },
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      cost: (value) => (value === null ? common('errors.required') : null),
    },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body = {
        name: values.name.trim(),
        cost: values.cost ?? 0,
        estimated_days: values.estimated_days,
        description: values.description.trim() === '' ? null : values.description.trim(),
        is_active: values.is_active,
      }
      return saveCarrier(api, carrier?.id ?? null, body, key.current)
    },
    onMutate: () => setFailure(null),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['carriers'] })
      toasts.success(common('states.saved'))
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      const texts = { cost: common('errors.notAnAmount'), estimated_days: common('errors.notAnInteger') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={carrier ? t('carriers.edit') : t('carriers.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('carriers.name')}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <MoneyInput
            label={t('carriers.cost')}
            description={t('carriers.costHint')}
            required
            {...form.getInputProps('cost')}
            value={form.values.cost}
          />
          <IntegerInput
            label={t('carriers.days')}
            {...form.getInputProps('estimated_days')}
            value={form.values.estimated_days}
          />
          <Textarea
            label={t('carriers.description')}
            autosize
            maxLength={1000}
            {...form.getInputProps('description')}
          />
          <Switch
            label={t('carriers.active')}
            description={t('carriers.activeHint')}
            {...form.getInputProps('is_active', { type: 'checkbox' })}
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
