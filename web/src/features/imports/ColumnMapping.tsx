import { Button, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { type ImportColumn, importFields, mapColumns, type ProductImport } from './api.ts'
import { useFieldLabel } from './field-label.ts'

/** Which column of the file fills which field; a change sends the file through the check again. */
export function ColumnMapping({ run }: { run: ProductImport }) {
  const { t } = useTranslation('imports')
  const fieldLabel = useFieldLabel()
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const [changes, setChanges] = useState<Record<string, string | null>>({})

  const save = useMutation({
    mutationFn: () => mapColumns(api, String(run.id), changes),
    onSuccess: async () => {
      setChanges({})
      await queryClient.invalidateQueries({ queryKey: ['imports', String(run.id)] })
    },
    onError: toasts.failure,
  })

  const known = new Set<string>([...importFields, ...run.columns.flatMap(({ field }) => field ?? [])])
  const options = [...known].map((field) => ({ value: field, label: fieldLabel(field) }))
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
          data={options}
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
        <Button
          variant="light"
          disabled={Object.keys(changes).length === 0}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('columns.save')}
        </Button>
      </Group>
      <div style={{ maxHeight: 420, overflowY: 'auto' }} tabIndex={-1}>
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
