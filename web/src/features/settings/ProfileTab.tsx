import { Button, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi, useSession, useUser } from '../../app/session.tsx'
import type { User } from '../../app/session-store.ts'
import { useToasts } from '../../app/toasts.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { AvatarField } from './AvatarField.tsx'
import { changeProfile, type ProfileChange } from './api.ts'
import { changesOf } from './changes.ts'
import { languageOptions, timeZoneOptions } from './options.ts'

function valuesOf(user: User) {
  return {
    full_name: user.full_name,
    username: user.username ?? '',
    phone_number: user.phone_number ?? '',
    bio: user.bio,
    language: user.language,
    timezone: user.timezone,
  }
}

/** Only what changed; an emptied user name or number is null on the wire. */
function profileChange(user: User, values: ReturnType<typeof valuesOf>): ProfileChange {
  const changes: ProfileChange = changesOf(valuesOf(user), values)
  if (changes.username === '') changes.username = null
  if (changes.phone_number === '') changes.phone_number = null
  return changes
}

export function ProfileTab() {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation()
  const user = useUser()
  const api = useApi()
  const session = useSession()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: valuesOf(user),
    validate: {
      username: (value) => (value === '' || /^[\w.-]{3,50}$/.test(value) ? null : t('profile.usernameHint')),
    },
  })

  // The header's language menu changes the account as well; the form must not change it back.
  const { setFieldValue } = form
  useEffect(() => setFieldValue('language', user.language), [user.language, setFieldValue])

  const save = useMutation({
    mutationFn: (values: typeof form.values) => changeProfile(api, profileChange(user, values)),
    onMutate: () => setFailure(null),
    onSuccess: (updated) => {
      session.updateUser(updated)
      form.setValues(valuesOf(updated))
      void queries.invalidateQueries({ queryKey: ['first-steps'] })
      toasts.success(common('states.saved'))
    },
    onError: (error) => {
      const texts = { username: t('profile.usernameTaken'), phone_number: t('profile.phoneRefused') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <AvatarField />
        <FormFailure text={failure} />
        <TextInput
          label={t('profile.email')}
          value={user.email}
          type="email"
          readOnly
          variant="filled"
          description={
            <StatusBadge
              tone={user.is_verified ? 'success' : 'waiting'}
              label={user.is_verified ? t('profile.verified') : t('profile.notVerified')}
            />
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('profile.name')}
            autoComplete="name"
            maxLength={150}
            {...form.getInputProps('full_name')}
          />
          <TextInput
            label={t('profile.username')}
            description={t('profile.usernameHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="nickname"
            maxLength={50}
            classNames={{ input: 'ltr-value' }}
            {...form.getInputProps('username')}
          />
        </SimpleGrid>
        <TextInput
          label={t('profile.phone')}
          description={t('profile.phoneHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="tel"
          autoComplete="tel"
          {...form.getInputProps('phone_number')}
        />
        <Textarea
          label={t('profile.bio')}
          maxLength={500}
          autosize
          minRows={3}
          {...form.getInputProps('bio')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t('profile.language')}
            data={languageOptions}
            allowDeselect={false}
            {...form.getInputProps('language')}
          />
          <Select
            label={t('profile.timeZone')}
            data={timeZoneOptions(user.timezone)}
            searchable
            allowDeselect={false}
            limit={80}
            {...form.getInputProps('timezone')}
          />
        </SimpleGrid>
        <Group>
          <Button type="submit" loading={save.isPending}>
            {common('actions.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
