import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { changeToken, type FreshToken, generateToken, type StoreToken } from './api.ts'
import { TokenFields } from './TokenFields.tsx'
import { changeOf, inputOf, type TokenValues, valuesOf } from './token-values.ts'
import { useTokenForm } from './useTokenForm.ts'

/** Mount it only while it is open. */
export function CreateTokenDialog(props: { onClose: () => void; onCreated: (token: FreshToken) => void }) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const timeZone = useUser().workspace.time_zone
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const { form, showRefusal, tidied } = useTokenForm(
    {
      owner: '',
      name: t('form.defaultName'),
      integration_type: 'woocommerce',
      is_active: true,
      expires_at: '',
      allowed_ips: [],
    },
    timeZone,
  )

  const create = useMutation({
    // The answer goes to the dialog that shows it and into no cache.
    async mutationFn(values: TokenValues) {
      props.onCreated(await generateToken(api, inputOf(values, timeZone), key.current))
    },
    onMutate: () => setFailure(null),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['integrations', 'tokens'] })
      props.onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(showRefusal(error))
    },
  })

  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t('form.createTitle')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => create.mutate(tidied(values)))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TokenFields form={form} timeZone={timeZone} isNew />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {common('actions.cancel')}
            </Button>
            <Button type="submit" disabled={create.isPending}>
              {create.isPending ? t('form.creating') : t('form.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Mount it only while it is open. */
export function EditTokenDialog({ token, onClose }: { token: StoreToken; onClose: () => void }) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const timeZone = useUser().workspace.time_zone
  const [failure, setFailure] = useState<string | null>(null)
  const { form, showRefusal, tidied } = useTokenForm(valuesOf(token, timeZone), timeZone)

  const save = useMutation({
    mutationFn: (values: TokenValues) => changeToken(api, token.id, changeOf(values, token, timeZone)),
    onMutate: () => setFailure(null),
    onSuccess: ({ name }) => {
      toasts.success(t('done.save', { name }))
      void queryClient.invalidateQueries({ queryKey: ['integrations', 'tokens'] })
      onClose()
    },
    onError: (error) => setFailure(showRefusal(error)),
  })

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('form.editTitle')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(tidied(values)))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TokenFields form={form} timeZone={timeZone} isNew={false} />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}
