import { Modal, Select, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { type Customer, customerGroupsQuery, saveCustomer } from './api.ts'
import {
  type CustomerValues,
  inputOf,
  longestTag,
  mostTags,
  useCustomerErrors,
  valuesOf,
} from './customer-form.ts'

type CustomerDialogProps = {
  /** Null for a new one. */
  customer: Customer | null
  onClose: () => void
  onSaved?: (customer: Customer) => void
}

/** All fields of a customer. Mount it only while it is open. */
export function CustomerDialog({ customer, onClose, onSaved }: CustomerDialogProps) {
  const { t } = useTranslation('customers')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const showErrors = useCustomerErrors()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm<CustomerValues>({
    initialValues: valuesOf(customer),
    validate: { name: (value) => (value.trim() === '' ? common('errors.required') : null) },
  })

  const save = useMutation({
    mutationFn: (values: CustomerValues) =>
      saveCustomer(api, customer?.id ?? null, inputOf(values), key.current),
    onMutate: () => setFailure(null),
    onSuccess: (saved) => {
      toasts.success(t('form.saved', { name: saved.name }))
      queryClient.setQueryData(['customers', 'one', saved.id], saved)
      for (const name of ['customers', 'customer-groups', 'orders']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
      onClose()
      onSaved?.(saved)
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(showErrors(form, error))
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={customer ? t('form.edit') : t('actions.add')}
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
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={t('fields.phone')}
              type="tel"
              maxLength={20}
              classNames={{ input: 'ltr-value' }}
              {...form.getInputProps('phone')}
            />
            <TextInput
              label={t('fields.email')}
              type="email"
              maxLength={254}
              classNames={{ input: 'ltr-value' }}
              {...form.getInputProps('email')}
            />
          </SimpleGrid>
          <Textarea
            label={t('fields.address')}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('address')}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <GroupSelect
              value={form.values.group_id}
              current={customer}
              onChange={(id) => form.setFieldValue('group_id', id)}
              error={form.errors.group_id}
            />
            <MoneyInput
              label={t('fields.creditLimit')}
              {...form.getInputProps('credit_limit')}
              value={form.values.credit_limit}
            />
          </SimpleGrid>
          <TagsInput
            label={t('fields.tags')}
            description={t('form.tagsHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxTags={mostTags}
            maxLength={longestTag}
            splitChars={[',', '،', ';']}
            {...form.getInputProps('tags')}
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} />
        </Stack>
      </form>
    </Modal>
  )
}

type GroupSelectProps = {
  value: number | null
  /** Whose present group is offered even when it is not active any more. */
  current: Customer | null
  onChange: (id: number | null) => void
  error?: React.ReactNode
}

function GroupSelect({ value, current, onChange, error }: GroupSelectProps) {
  const { t } = useTranslation('customers')
  const { percent } = useFormat()
  const { data: groups = [] } = useQuery(customerGroupsQuery(useApi()))
  const offered = groups.filter((group) => group.is_active || group.id === current?.group_id)
  const options = offered.map((group) => ({
    value: String(group.id),
    label: `${group.name} · ${percent(group.discount_percentage / 100, 2)}`,
  }))
  return (
    <Select
      label={t('fields.group')}
      placeholder={t('noGroup')}
      data={options}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
      error={error}
      nothingFoundMessage={t('nothingFound.title')}
      searchable
      clearable
    />
  )
}
