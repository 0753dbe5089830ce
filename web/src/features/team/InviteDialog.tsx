import { Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useLanguage } from '../../app/language.tsx'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { languages } from '../../i18n/languages.ts'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { emailProblem } from '../identity/index.ts'
import { type GivenRole, invite } from './api.ts'
import { RolePicker } from './RolePicker.tsx'

/** Mount it only while it is open. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('team')
  const { t: auth } = useTranslation('auth')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const { language } = useLanguage()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: { email: '', role: 'seller' as GivenRole, language },
    validate: { email: (value) => emailProblem(auth, value) },
  })

  const send = useMutation({
    mutationFn: (values: typeof form.values) =>
      invite(api, { ...values, email: values.email.trim() }, key.current),
    onMutate: () => setFailure(null),
    onSuccess: (_answer, { email }) => {
      toasts.success(t('invite.sent', { email: email.trim() }))
      void queryClient.invalidateQueries({ queryKey: ['team'] })
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(applyFormErrors(form, error, common, { texts: { email: t('invite.refused') } }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('invite.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => send.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('fields.email')}
            description={t('invite.hint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="email"
            required
            maxLength={254}
            data-autofocus
            classNames={{ input: 'ltr-value' }}
            {...form.getInputProps('email')}
          />
          <RolePicker value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
          <Select
            label={t('invite.language')}
            data={languages.map(({ code, name }) => ({ value: code, label: name }))}
            allowDeselect={false}
            {...form.getInputProps('language')}
          />
          <DialogButtons onCancel={onClose} saving={send.isPending} label={t('invite.submit')} />
        </Stack>
      </form>
    </Modal>
  )
}
