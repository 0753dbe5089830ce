import { Modal, Select, Stack, Switch, TextInput } from '@mantine/core'
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
import { type ChannelAccount, type ChannelPlatform, changeAccount, createAccount } from './api.ts'
import { isWebAddress } from './is-web-address.ts'
import { platformName } from './PlatformIcon.tsx'

type AccountDialogProps = {
  platforms: ChannelPlatform[]
  onClose: () => void
} & (
  | {
      account: null
      /** Chosen at first. */
      platform: string
      onCreated: (account: ChannelAccount) => void
    }
  | { account: ChannelAccount }
)

/** Adds an account or changes what people say about it. Mount it only while it is open. */
export function AccountDialog(props: AccountDialogProps) {
  const { account, platforms, onClose } = props
  const { t } = useTranslation('channels')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: {
      platform: account?.platform ?? ('platform' in props ? props.platform : ''),
      name: account?.name ?? '',
      account_link: account?.account_link ?? '',
      phone_number: account?.phone_number ?? '',
      is_active: account?.is_active ?? true,
    },
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      account_link: (value) => (value.trim() === '' || isWebAddress(value) ? null : t('form.badLink')),
    },
  })

  const save = useMutation({
    mutationFn({ platform, is_active, ...values }: typeof form.values) {
      const body = {
        name: values.name.trim(),
        account_link: values.account_link.trim() || null,
        phone_number: values.phone_number.trim() || null,
      }
      return account
        ? changeAccount(api, account.id, { ...body, is_active })
        : createAccount(api, { ...body, platform }, key.current)
    },
    onMutate: () => setFailure(null),
    onSuccess: (saved) => {
      toasts.success(t(account ? 'done.saved' : 'done.added', { name: saved.name }))
      void queryClient.invalidateQueries({ queryKey: ['channels'] })
      onClose()
      if (!props.account) props.onCreated(saved)
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      const texts = {
        platform: t('form.badPlatform'),
        name: t('form.badName'),
        account_link: t('form.badLink'),
        phone_number: t('form.badPhone'),
      }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={account ? t('form.edit') : t('form.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form
        onSubmit={form.onSubmit((values) => {
          if (!save.isPending) save.mutate(values)
        })}
        noValidate
      >
        <Stack>
          <FormFailure text={failure} />
          {!account && (
            <Select
              label={t('form.platform')}
              data={platforms.map((platform) => ({ value: platform.value, label: platformName(platform) }))}
              allowDeselect={false}
              {...form.getInputProps('platform')}
            />
          )}
          <TextInput
            label={t('form.name')}
            description={t('form.nameHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('form.link')}
            type="url"
            inputMode="url"
            maxLength={200}
            classNames={{ input: 'ltr-value' }}
            {...form.getInputProps('account_link')}
          />
          <TextInput
            label={t('form.phone')}
            description={t('form.phoneHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="tel"
            maxLength={20}
            classNames={{ input: 'ltr-value' }}
            {...form.getInputProps('phone_number')}
          />
          {account && (
            <Switch
              label={t('form.active')}
              description={t('form.activeHint')}
              {...form.getInputProps('is_active', { type: 'checkbox' })}
            />
          )}
          <DialogButtons
            onCancel={onClose}
            saving={save.isPending}
            {...(!account && { label: t('actions.add') })}
          />
        </Stack>
      </form>
    </Modal>
  )
}
