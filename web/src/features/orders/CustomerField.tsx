import { ActionIcon, Group, Select } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { type Customer, customersQuery } from './api.ts'
import { CustomerDialog } from './CustomerDialog.tsx'

type CustomerFieldProps = {
  value: Customer | null
  onChange: (customer: Customer | null) => void
  error?: ReactNode
  inputRef?: Ref<HTMLInputElement>
}

function labelOf({ name, phone }: Customer): string {
  return phone ? `${name} · ${phone}` : name
}

/** Finds a customer by name, e-mail, phone or code, or creates one on the spot; empty means a walk-in. */
export function CustomerField({ value, onChange, error, inputRef }: CustomerFieldProps) {
  const { t } = useTranslation('orders')
  const [creating, create] = useDisclosure(false)
  const { can } = usePermissions()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 250)
  const wanted = value && search === labelOf(value) ? '' : search
  const customers = useQuery(customersQuery(useApi(), wanted))
  // While the answer is on its way, Enter must not take somebody from the search before.
  const waiting = search !== text || customers.isPlaceholderData
  const found = waiting ? [] : (customers.data ?? [])
  const options = value && !found.some((one) => one.id === value.id) ? [value, ...found] : found

  return (
    <>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          ref={inputRef}
          flex={1}
          miw={0}
          label={t('fields.customer')}
          placeholder={t('walkIn')}
          searchable
          clearable
          searchValue={text}
          onSearchChange={setText}
          filter={({ options: all }) => all}
          nothingFoundMessage={t(waiting ? 'form.searching' : 'form.nothingFound')}
          data={options.map((one) => ({ value: String(one.id), label: labelOf(one) }))}
          value={value ? String(value.id) : null}
          onChange={(id) => onChange(options.find((one) => String(one.id) === id) ?? null)}
          error={error}
        />
        {can('customers:write') && (
          <ActionIcon variant="default" size={36} aria-label={t('customer.add')} onClick={create.open}>
            <IconUserPlus size={18} />
          </ActionIcon>
        )}
      </Group>
      {creating && <CustomerDialog onClose={create.close} onCreated={onChange} />}
    </>
  )
}
