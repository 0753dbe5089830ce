import { ActionIcon, Group, Stack, Title, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { download } from '../../app/download.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { type ReportSource, reportFile } from './api.ts'

/** Where a table comes from, so that it can be had as a file: its report and, in it, its name. */
export type TableFile = { source: ReportSource; table?: string }

type ReportTableProps<TRow> = {
  title: string
  file?: TableFile
  columns: Column<TRow>[]
  rows: TRow[]
  rowKey: (row: TRow) => string | number
}

/** A titled list of a report. */
export function ReportTable<TRow>({ title, file, columns, rows, rowKey }: ReportTableProps<TRow>) {
  return (
    <Stack component="section" gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {title}
        </Title>
        {file && <CsvButton title={title} {...file} />}
      </Group>
      <DataTable label={title} columns={columns} rows={rows} rowKey={rowKey} />
    </Stack>
  )
}

export function CsvButton({ title, source, table }: TableFile & { title: string }) {
  const { t } = useTranslation('reports')
  const api = useApi()
  const toasts = useToasts()
  const save = useMutation({
    mutationFn: () => reportFile(api, source, table),
    onSuccess: (file) => download(file, fileName(source, table)),
    onError: toasts.failure,
  })
  return (
    <Tooltip label={t('export.csv')}>
      <ActionIcon
        className="screen-only"
        variant="default"
        loading={save.isPending}
        aria-label={t('export.of', { name: title })}
        onClick={() => save.mutate()}
      >
        <IconDownload size={18} />
      </ActionIcon>
    </Tooltip>
  )
}

function fileName({ name, query }: ReportSource, table: string | undefined): string {
  const { start_date: start, end_date: end, date } = query
  return `${[table?.replaceAll('_', '-') ?? name, date ?? start, date ? undefined : end].filter(Boolean).join('-')}.csv`
}
