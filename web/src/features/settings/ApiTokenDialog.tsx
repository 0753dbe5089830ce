import { Button, Checkbox, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import {
  type ApiToken,
  type ApiTokenInput,
  changeApiToken,
  createApiToken,
  dotted,
  type NewApiToken,
  type TokenPermission,
  tokenPermissions,
} from './api-tokens.ts'
import { instantOf, wallTimeOf } from './zoned-time.ts'

type ApiTokenDialogProps = {
  /** Null for a new one. */
  token: ApiToken | null
  onClose: () => void
  onCreated: (token: NewApiToken) => void
}

/** Name, permissions and expiry of a token. Mount it only while it is open. */
export function ApiTokenDialog({ token, onClose, onCreated }: ApiTokenDialogProps) {
  const { t } = useTranslation('api-tokens')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const timeZone = useUser().workspace.time_zone
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const expiry = token?.expires_at ? wallTimeOf(token.expires_at, timeZone) : ''

  const form = useForm({
    initialValues: { name: token?.name ?? '', expires_at: expiry, permissions: token?.permissions ?? [] },
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      expires_at: (value) => (value === expiry || isAhead(value, timeZone) ? null : t('errors.past')),
    },
  })

  const save = useMutation({
    async mutationFn(values: typeof form.values) {
      const body: ApiTokenInput = {
        name: values.name.trim(),
        // An expiry that nobody touched keeps its seconds.
        expires_at:
          token && values.expires_at === expiry ? token.expires_at : instantOf(values.expires_at, timeZone),
        permissions: values.permissions,
      }
      if (token) await changeApiToken(api, token.id, body)
      else onCreated(await createApiToken(api, body, key.current))
    },
    onMutate: () => setFailure(null),
    onSuccess: (_answer, { name }) => {
      if (token) toasts.success(t('done.save', { name: name.trim() }))
      void queryClient.invalidateQueries({ queryKey: ['api-tokens'] })
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      if (error instanceof ApiError && error.message.startsWith('Invalid permissions')) {
        form.setFieldError('permissions', t('errors.permissions'))
        return
      }
      const texts = { name: t('errors.name'), expires_at: t('errors.expiry') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={token ? t('edit') : t('add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TextInput
            label={t('fields.name')}
            description={t('nameHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            maxLength={255}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            type="datetime-local"
            label={t('fields.expires')}
            description={t('expiresHint', { zone: timeZone.replaceAll('_', ' ') })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maw="20rem"
            {...form.getInputProps('expires_at')}
          />
          <PermissionBoxes
            value={form.values.permissions}
            onChange={(permissions) => form.setFieldValue('permissions', permissions)}
            error={form.errors.permissions}
          />
          <DialogButtons
            onCancel={onClose}
            saving={save.isPending}
            label={token ? common('actions.save') : t('create')}
          />
        </Stack>
      </form>
    </Modal>
  )
}

/** Empty means never; what lies behind us would make a token that is born expired. */
function isAhead(wall: string, timeZone: string): boolean {
  if (wall === '') return true
  const instant = instantOf(wall, timeZone)
  return instant !== null && Date.parse(instant) > Date.now()
}

type PermissionBoxesProps = {
  value: TokenPermission[]
  onChange: (value: TokenPermission[]) => void
  error: ReactNode
}

function PermissionBoxes({ value, onChange, error }: PermissionBoxesProps) {
  const { t } = useTranslation('api-tokens')
  const reading = tokenPermissions.filter((one) => one.endsWith(':read'))
  return (
    <Checkbox.Group
      label={t('fields.permissions')}
      description={t('permissionsHint')}
      value={value}
      onChange={(chosen) => onChange(tokenPermissions.filter((one) => chosen.includes(one)))}
      error={error}
    >
      <Group gap="xs" my="xs">
        <Button size="compact-sm" variant="light" onClick={() => onChange([...tokenPermissions])}>
          {t('choose.all')}
        </Button>
        <Button size="compact-sm" variant="light" onClick={() => onChange(reading)}>
          {t('choose.reading')}
        </Button>
        <Button size="compact-sm" variant="light" onClick={() => onChange([])}>
          {t('choose.none')}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {tokenPermissions.map((permission) => (
          <Checkbox
            key={permission}
            value={permission}
            label={
              <Text span size="sm" fw={600}>
                {t(`permission.${dotted(permission)}.name`)}{' '}
                <Text span size="xs" c="dimmed" fw={400} dir="ltr">
                  {permission}
                </Text>
              </Text>
            }
            description={t(`permission.${dotted(permission)}.text`)}
          />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  )
}
