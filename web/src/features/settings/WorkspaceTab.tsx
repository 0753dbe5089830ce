import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi, useSession, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { languageOf } from '../../i18n/languages.ts'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { ReadOnlyForm } from '../../ui/ReadOnlyForm.tsx'
import { changeWorkspace } from './api.ts'
import { changesOf } from './changes.ts'
import { currencyOptions, languageOptions, timeZoneOptions } from './options.ts'

export function WorkspaceTab() {
  const { t, i18n } = useTranslation('settings')
  const { t: common } = useTranslation()
  const user = useUser()
  const { can } = usePermissions()
  const api = useApi()
  const session = useSession()
  const toasts = useToasts()
  const [failure, setFailure] = useState<string | null>(null)
  const { name, time_zone, currency, locale } = user.workspace
  const reader = languageOf(i18n.language).locale
  const currencies = useMemo(() => currencyOptions(reader, currency), [reader, currency])
  const timeZones = useMemo(() => timeZoneOptions(time_zone), [time_zone])

  const form = useForm({
    initialValues: { name, time_zone, currency, locale },
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      changeWorkspace(api, changesOf({ name, time_zone, currency, locale }, values)),
    onMutate: () => setFailure(null),
    onSuccess: (workspace) => {
      session.updateUser({ ...user, workspace })
      toasts.success(common('states.saved'))
    },
    onError: (error) => setFailure(applyFormErrors(form, error, common)),
  })

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <ReadOnlyForm active={!can('workspace:write')}>
        <Stack>
          <Text c="dimmed">{t('workspace.text')}</Text>
          <FormFailure text={failure} />
          <TextInput label={t('workspace.name')} maxLength={150} required {...form.getInputProps('name')} />
          <Select
            label={t('workspace.timeZone')}
            description={t('workspace.timeZoneHint')}
            data={timeZones}
            searchable
            allowDeselect={false}
            limit={80}
            {...form.getInputProps('time_zone')}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t('workspace.currency')}
              description={t('workspace.currencyHint')}
              data={currencies}
              searchable
              allowDeselect={false}
              limit={80}
              {...form.getInputProps('currency')}
            />
            <Select
              label={t('workspace.locale')}
              description={t('workspace.localeHint')}
              data={languageOptions}
              allowDeselect={false}
              {...form.getInputProps('locale')}
            />
          </SimpleGrid>
          {can('workspace:write') && (
            <Group>
              <Button type="submit" loading={save.isPending}>
                {common('actions.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </ReadOnlyForm>
    </form>
  )
}
