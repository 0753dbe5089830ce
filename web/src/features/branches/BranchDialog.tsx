import { Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { type Branch, saveBranch } from './api.ts'

/** A new branch (`null`) or an existing one. Mount it only while it is open. */
export function BranchDialog({ branch, onClose }: { branch: Branch | null; onClose: () => void }) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      name: branch?.name ?? '',
      code: branch?.code ?? '',
      address: branch?.address ?? '',
      phone: branch?.phone ?? '',
      is_active: branch?.is_active ?? true,
    },
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const text = (value: string) => (value.trim() === '' ? null : value.trim())
      const code = text(values.code)
      const body = {
        name: values.name.trim(),
        // Without one the server numbers it.
        ...(code === null ? {} : { code }),
        address: text(values.address),
        phone: text(values.phone),
        is_active: values.is_active,
      }
      return saveBranch(api, branch?.id ?? null, body, key.current)
    },
    onMutate: () => setFailure(null),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['branches'] })
      toasts.success(common('states.saved'))
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      if (error instanceof ApiError && /code already exists/i.test(error.message)) {
        form.setFieldError('code', t('branches.codeTaken'))
      } else setFailure(applyFormErrors(form, error, common))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={branch ? t('branches.edit') : t('branches.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('branches.name')}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('branches.code')}
            description={branch ? undefined : t('branches.codeHint')}
            maxLength={50}
            dir="ltr"
            {...form.getInputProps('code')}
          />
          <Textarea
            label={t('branches.address')}
            autosize
            maxLength={1000}
            {...form.getInputProps('address')}
          />
          <TextInput
            label={t('branches.phone')}
            type="tel"
            dir="ltr"
            maxLength={20}
            {...form.getInputProps('phone')}
          />
          <Switch
            label={t('branches.active')}
            description={t('branches.activeHint')}
            {...form.getInputProps('is_active', { type: 'checkbox' })}
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
