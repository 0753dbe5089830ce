import { Alert, Button, Group, Paper, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { LinkButton } from '../../ui/links.tsx'
import { type Supplier, saveSupplier } from './api.ts'

const texts = [
  'name',
  'contact_name',
  'email',
  'phone',
  'address',
  'tax_code',
  'bank_account',
  'notes',
] as const
type SupplierValues = Record<(typeof texts)[number], string> & { is_active: boolean }

function valuesOf(supplier: Supplier | null): SupplierValues {
  const entries = texts.map((name) => [name, supplier?.[name] ?? ''])
  return { ...Object.fromEntries(entries), is_active: supplier?.is_active ?? true } as SupplierValues
}

function inputOf({ is_active, ...values }: SupplierValues) {
  const entries = texts.map((name) => [name, values[name].trim() === '' ? null : values[name].trim()])
  return { ...Object.fromEntries(entries), name: values.name.trim(), is_active }
}

type SupplierFormProps = { supplier: Supplier | null; onSaved?: (supplier: Supplier) => void }

/** All that is kept of a supplier, for a new one (`null`) or an existing one. */
export function SupplierForm({ supplier, onSaved }: SupplierFormProps) {
  const { t } = useTranslation('suppliers')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm<SupplierValues>({
    initialValues: valuesOf(supplier),
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  useUnsavedWarning(form.isDirty())

  const save = useMutation({
    mutationFn: (values: SupplierValues) =>
      saveSupplier(api, supplier?.id ?? null, inputOf(values), key.current),
    onMutate: () => setFailure(null),
    onSuccess: async (saved) => {
      toasts.success(t('form.saved', { name: saved.name }))
      form.setValues(valuesOf(saved))
      form.resetDirty(valuesOf(saved))
      await queryClient.invalidateQueries({ queryKey: ['suppliers'] })
      onSaved?.(saved)
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      const invalid = Object.fromEntries(texts.map((name) => [name, t('errors.invalid')]))
      setFailure(applyFormErrors(form, error, common, { texts: invalid }))
    },
  })

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      {failure && (
        <Alert color="red" mb="md" role="alert">
          {failure}
        </Alert>
      )}
      <Paper p="md" bd="1px solid var(--tradepost-border)">
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <TextInput label={t('fields.name')} required maxLength={255} {...form.getInputProps('name')} />
            <TextInput label={t('fields.contact')} maxLength={255} {...form.getInputProps('contact_name')} />
            <TextInput type="tel" label={t('fields.phone')} maxLength={50} {...form.getInputProps('phone')} />
            <TextInput
              type="email"
              label={t('fields.email')}
              maxLength={254}
              {...form.getInputProps('email')}
            />
            <TextInput label={t('fields.taxCode')} maxLength={50} {...form.getInputProps('tax_code')} />
            <TextInput label={t('fields.bank')} maxLength={255} {...form.getInputProps('bank_account')} />
          </SimpleGrid>
          <Textarea
            label={t('fields.address')}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('address')}
          />
          <Textarea
            label={t('fields.notes')}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={5000}
            {...form.getInputProps('notes')}
          />
          <Switch
            label={t('fields.active')}
            description={t('form.activeHint')}
            {...form.getInputProps('is_active', { type: 'checkbox' })}
          />
          <Group justify="flex-end">
            <LinkButton to="/suppliers" variant="default">
              {common('actions.cancel')}
            </LinkButton>
            <Button type="submit" loading={save.isPending}>
              {common('actions.save')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </form>
  )
}
