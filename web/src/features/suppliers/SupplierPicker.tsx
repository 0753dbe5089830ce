import { ActionIcon, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { type Supplier, saveSupplier, suppliersQuery } from './api.ts'

type SupplierPickerProps = {
  value: number | null
  onChange: (id: number | null) => void
  error?: ReactNode
}

/** Chooses one of the suppliers in use or creates the missing one on the spot; a retired one stays where it is chosen. */
export function SupplierPicker({ value, onChange, error }: SupplierPickerProps) {
  const { t } = useTranslation('suppliers')
  const { data: all = [] } = useQuery(suppliersQuery(useApi(), { activeOnly: false }))
  const [creating, setCreating] = useState(false)
  const offered = all.filter((one) => one.is_active || one.id === value)
  return (
    <>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          label={t('one')}
          flex={1}
          data={offered.map((one) => ({ value: String(one.id), label: one.name }))}
          value={value === null ? null : String(value)}
          onChange={(id) => onChange(id === null ? null : Number(id))}
          nothingFoundMessage={t('nothingFound.title')}
          error={error}
          searchable
          clearable
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('actions.add')}
          onClick={() => setCreating(true)}
        >
          <IconPlus size={18} />
        </ActionIcon>
      </Group>
      {creating && (
        <QuickSupplier onClose={() => setCreating(false)} onSaved={(supplier) => onChange(supplier.id)} />
      )}
    </>
  )
}

type QuickSupplierProps = { onClose: () => void; onSaved: (supplier: Supplier) => void }

/** Asks for the name only; the rest can follow on the supplier's own page. */
function QuickSupplier({ onClose, onSaved }: QuickSupplierProps) {
  const { t } = useTranslation('suppliers')
  const { t: common } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const errorText = useErrorText()
  const key = useRef(newRequestKey())
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () => saveSupplier(api, null, { name: name.trim() }, key.current),
    onSuccess: async (supplier) => {
      await queryClient.invalidateQueries({ queryKey: ['suppliers'] })
      onSaved(supplier)
      onClose()
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('actions.add')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // The dialog stands inside the product's form, whose submit event this would become as well.
          event.stopPropagation()
          if (name.trim() !== '') save.mutate()
        }}
      >
        <Stack>
          <TextInput
            label={t('fields.name')}
            required
            maxLength={255}
            data-autofocus
            value={name}
            error={save.isError ? errorText(save.error) : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <DialogButtons onCancel={onClose} saving={save.isPending} disabled={name.trim() === ''} />
        </Stack>
      </form>
    </Modal>
  )
}
