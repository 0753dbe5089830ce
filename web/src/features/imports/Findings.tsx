import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type imports from '../../i18n/en/imports.json'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import { type Finding, type Severity, severities } from './api.ts'

const tones: Record<Severity, StatusTone> = { error: 'danger', warning: 'waiting', info: 'neutral' }
const pageSize = 25

type Numbered = Finding & { key: number }

/** What the check noticed, line by line, with the worst first. */
export function Findings({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation('imports')
  const message = useMessage()
  const { number } = useFormat()
  const [only, setOnly] = useState<Severity | 'all'>('all')
  const [page, setPage] = useState(1)
  const numbered = findings.map((finding, key): Numbered => ({ ...finding, key }))
  const sorted = severities.flatMap((severity) => numbered.filter((one) => one.severity === severity))
  const shown = only === 'all' ? sorted : sorted.filter((one) => one.severity === only)

  const columns: Column<Numbered>[] = [
    {
      key: 'message',
      header: t('findings.message'),
      primary: true,
      render: (one) => (
        <>
          <bdi>{message(one)}</bdi>
          {one.value && (
            <Text size="xs" c="dimmed">
              <bdi>{one.value}</bdi>
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'severity',
      header: t('findings.severity'),
      render: (one) => <StatusBadge tone={tones[one.severity]} label={t(`severity.${one.severity}`)} />,
    },
    {
      key: 'line',
      header: t('findings.line'),
      align: 'end',
      render: (one) => (one.line === null ? '–' : number(one.line, { useGrouping: false })),
    },
    { key: 'column', header: t('findings.column'), render: (one) => <bdi>{one.column ?? '–'}</bdi> },
  ]

  return (
    <Stack gap="xs" component="section">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('findings.title')}
        </Title>
        {findings.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={t('findings.filter')}
            value={only}
            onChange={(value) => {
              setOnly(severities.find((one) => one === value) ?? 'all')
              setPage(1)
            }}
            data={[
              { value: 'all', label: t('findings.all') },
              ...severities.map((one) => ({ value: one, label: t(`severity.${one}`) })),
            ]}
          />
        )}
      </Group>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {findings.length === 0 ? t('findings.none') : t('findings.noneOfKind')}
        </Text>
      ) : (
        <DataTable
          label={t('findings.title')}
          columns={columns}
          rows={shown.slice((page - 1) * pageSize, page * pageSize)}
          rowKey={(one) => one.key}
          pagination={{ page, pageSize, total: shown.length, onPage: setPage }}
        />
      )}
    </Stack>
  )
}

/** The reader's words for what the check found; the server's English where a code is newer than this page. */
function useMessage(): (finding: Finding) => string {
  const { t, i18n } = useTranslation('imports')
  return ({ code, message }) =>
    i18n.exists(`imports:code.${code}`) ? t(`code.${code as keyof typeof imports.code}`) : message
}
