import { Group, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { integrationTypes } from '../integrations/api.ts'
import classes from './Admin.module.css'
import type { AdminTokenFilters } from './search.ts'

type Change = { [K in keyof AdminTokenFilters]?: AdminTokenFilters[K] | undefined }
type TokenFiltersProps = { filters: AdminTokenFilters; narrow: (change: Change) => void }

export function TokenFilters({ filters, narrow }: TokenFiltersProps) {
  const { t } = useTranslation('admin-integrations')
  const { t: shared } = useTranslation('integrations')
  const flag = (value: string | null) => (value === 'true' || value === 'false' ? value : undefined)
  return (
    <Group mb="md" gap="sm" align="flex-end" className={classes.filters}>
      <SearchInput
        value={filters.q ?? ''}
        label={t('search')}
        onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
      />
      <Select
        label={t('filters.type')}
        placeholder={t('filters.any')}
        clearable
        data={integrationTypes.map((value) => ({ value, label: shared(`type.${value}`) }))}
        value={filters.type ?? null}
        onChange={(value) => narrow({ type: integrationTypes.find((one) => one === value) })}
      />
      <Select
        label={t('filters.active')}
        placeholder={t('filters.any')}
        clearable
        data={[
          { value: 'true', label: t('filters.on') },
          { value: 'false', label: t('filters.off') },
        ]}
        value={filters.active ?? null}
        onChange={(value) => narrow({ active: flag(value) })}
      />
      <Select
        label={t('filters.validity')}
        placeholder={t('filters.any')}
        clearable
        data={[
          { value: 'true', label: t('filters.valid') },
          { value: 'false', label: t('filters.invalid') },
        ]}
        value={filters.valid ?? null}
        onChange={(value) => narrow({ valid: flag(value) })}
      />
      <TextInput
        type="date"
        label={t('filters.from')}
        value={filters.from ?? ''}
        onChange={(event) => narrow({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('filters.to')}
        value={filters.to ?? ''}
        onChange={(event) => narrow({ to: event.currentTarget.value || undefined })}
      />
    </Group>
  )
}
