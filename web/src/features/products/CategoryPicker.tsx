import { ActionIcon, Group, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { categoriesQuery } from '../categories/api.ts'
import { CategoryDialog } from '../categories/CategoryDialog.tsx'
import { flattenTree, pathLabel } from '../categories/tree.ts'

type CategoryPickerProps = {
  value: number | null
  onChange: (id: number | null) => void
  error?: ReactNode
}

/** Chooses a category of the tree or creates the missing one on the spot. */
export function CategoryPicker({ value, onChange, error }: CategoryPickerProps) {
  const { t } = useTranslation('products')
  const { data: tree = [] } = useQuery(categoriesQuery(useApi()))
  const [creating, setCreating] = useState(false)
  return (
    <>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          label={t('fields.category')}
          flex={1}
          data={flattenTree(tree).map((one) => ({ value: String(one.id), label: pathLabel(one) }))}
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
          aria-label={t('categories.add')}
          onClick={() => setCreating(true)}
        >
          <IconPlus size={18} />
        </ActionIcon>
      </Group>
      {creating && (
        <CategoryDialog
          category={null}
          onClose={() => setCreating(false)}
          onSaved={(category) => onChange(category.id)}
        />
      )}
    </>
  )
}
