import { Button, Group, Paper, Select, Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import {
  decimalSeparators,
  type ImportColumn,
  type ImportOptions,
  importFields,
  mapColumns,
  type ProductImport,
} from './api.ts'
import { useFieldLabel } from './field-label.ts'

/** Which column of the file fills which field; a change sends the file through the check again. */
export function ColumnMapping({ run }: { run: ProductImport }) {
  const { t } = useTranslation('imports')
  const fieldLabel = useFieldLabel()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const [changes, setChanges] = useState<Record<string, string | null>>({})
  const [options, setOptions] = useState(run.options)
  const changed = Object.keys(changes).length > 0 || options !== run.options

  const current = Object.fromEntries(run.columns.map(({ index, field }) => [index, field]))
  const save = useMutation({
    mutationFn: () => mapColumns(api, run.id, { columns: { ...current, ...changes }, options }),
    onSuccess: async () => {
      setChanges({})
      await queryClient.invalidateQueries({ queryKey: ['imports', 'products', run.id] })
    },
    onError: toasts.failure,
  })

  const known = new Set<string>([...importFields, ...run.columns.flatMap(({ field }) => field ?? [])])
  const fields = [...known].map((field) => ({ value: field, label: fieldLabel(field) }))
  const columns: Column<ImportColumn>[] = [
    {
      key: 'header',
      header: t('columns.header'),
      primary: true,
      render: (column) => <bdi>{column.header}</bdi>,
    },
    {
      key: 'field',
      header: t('columns.field'),
      render: (column) => (
        <Select
          size="xs"
          aria-label={t('columns.fieldOf', { column: column.header })}
          placeholder={t('columns.ignore')}
          data={fields}
          value={column.index in changes ? (changes[column.index] ?? null) : column.field}
          onChange={(field) => setChanges((old) => ({ ...old, [column.index]: field }))}
          clearable
          searchable
        />
      ),
    },
  ]

  return (
    <Stack gap="xs" component="section">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={2} size="h5">
            {t('columns.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('columns.text')}
          </Text>
        </div>
        <Button variant="light" disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
          {t('columns.save')}
        </Button>
      </Group>
      <ReadingOptions options={options} onChange={setOptions} />
      <div style={{ maxHeight: 420, overflowY: 'auto' }}>
        <DataTable
          label={t('columns.title')}
          columns={columns}
          rows={run.columns}
          rowKey={(column) => column.index}
        />
      </div>
    </Stack>
  )
}

type ReadingOptionsProps = { options: ImportOptions; onChange: (options: ImportOptions) => void }

function ReadingOptions({ options, onChange }: ReadingOptionsProps) {
  const { t } = useTranslation('imports')
  const separators = { auto: t('options.auto'), '.': t('options.point'), ',': t('options.comma') }
  return (
    <Paper p="md" bd="1px solid var(--tradepost-border)">
      <Text fw={600} size="sm" mb="xs">
        {t('options.title')}
      </Text>
      <Group gap="lg" align="flex-end">
        <IntegerInput
          label={t('options.uncounted')}
          value={options.stock_when_uncounted}
          onChange={(pieces) => onChange({ ...options, stock_when_uncounted: pieces ?? 0 })}
        />
        <Select
          label={t('options.decimal')}
          allowDeselect={false}
          data={decimalSeparators.map((value) => ({ value, label: separators[value] }))}
          value={options.decimal_separator}
          onChange={(value) =>
            onChange({
              ...options,
              decimal_separator: decimalSeparators.find((one) => one === value) ?? 'auto',
            })
          }
        />
        <Switch
          label={t('options.publish')}
          checked={options.publish_unpublished}
          onChange={(event) => onChange({ ...options, publish_unpublished: event.currentTarget.checked })}
        />
      </Group>
    </Paper>
  )
}
