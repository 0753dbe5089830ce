import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Column, DataTable } from '../../ui/DataTable.tsx'

/** Rows of a file have no identity of their own: their place is their key. */
export type Numbered<Row> = Row & { key: number }

export function PreviewSection<Row>({ rows, columns }: { rows: Row[]; columns: Column<Numbered<Row>>[] }) {
  const { t } = useTranslation('imports')
  return (
    <Stack gap="xs" component="section">
      <div>
        <Title order={2} size="h5">
          {t('preview.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('preview.text')}
        </Text>
      </div>
      <DataTable
        label={t('preview.title')}
        columns={columns}
        rows={rows.map((row, key) => ({ ...row, key }))}
        rowKey={(row) => row.key}
      />
    </Stack>
  )
}
