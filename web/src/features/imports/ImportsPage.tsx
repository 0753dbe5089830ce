import '@mantine/dropzone/styles.layer.css'
import { Alert, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileTypeCsv, IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { type ImportSummary, importsQuery, startImport } from './api.ts'
import { ImportBadge } from './ImportBadge.tsx'
import classes from './Imports.module.css'
import { type ImportKind, importKinds, importPages } from './kinds.ts'

export function ImportsPage() {
  return <Imports kind="products" />
}

export function OrderImportsPage() {
  return <Imports kind="orders" />
}

function Imports({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation('imports')
  const { t: products } = useTranslation('products')
  const { t: orders } = useTranslation('orders')
  return (
    <>
      <PageHeader
        title={kind === 'products' ? t('title') : t('orders.title')}
        description={kind === 'products' ? t('text') : t('orders.text')}
        back={
          <LinkAnchor to={importPages[kind].result} size="sm">
            {kind === 'products' ? products('actions.toList') : orders('actions.toList')}
          </LinkAnchor>
        }
      />
      <Stack gap="lg">
        <KindChoice kind={kind} />
        <DropFile key={kind} kind={kind} />
        <History kind={kind} />
      </Stack>
    </>
  )
}

function KindChoice({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation('imports')
  const navigate = useNavigate()
  return (
    <SegmentedControl
      className={classes.kinds}
      aria-label={t('kind.label')}
      value={kind}
      onChange={(value) => void navigate({ to: importPages[value].list })}
      data={importKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
    />
  )
}

const csv = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/vnd.ms-excel',
  '.csv',
  '.tsv',
]

function DropFile({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation('imports')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const errorText = useErrorText()
  const [rejected, setRejected] = useState(false)
  const start = useMutation({
    mutationFn: (file: File) => startImport(api, kind, file),
    onMutate: () => setRejected(false),
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['imports'] })
      return navigate({ to: importPages[kind].one, params: { importId: id } })
    },
  })
  return (
    <>
      <Dropzone
        className={classes.drop}
        accept={csv}
        multiple={false}
        loading={start.isPending}
        onDrop={([file]) => file && start.mutate(file)}
        onReject={() => setRejected(true)}
        inputProps={{ 'aria-label': t('drop.choose') }}
        aria-label={t('drop.title')}
      >
        <Stack align="center" gap="xs" className={classes.dropText}>
          <Dropzone.Accept>
            <IconUpload size={44} stroke={1.4} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Idle>
            <IconFileTypeCsv size={44} stroke={1.4} aria-hidden />
          </Dropzone.Idle>
          <Text fw={600} ta="center">
            {start.isPending ? t('drop.uploading') : t('drop.title')}
          </Text>
          <Text size="sm" c="dimmed" ta="center">
            {t('drop.text')}
          </Text>
        </Stack>
      </Dropzone>
      {(rejected || start.isError) && (
        <Alert color="red" role="alert">
          {rejected ? t('drop.rejected') : errorText(start.error)}
        </Alert>
      )}
    </>
  )
}

function History({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const imports = useQuery(importsQuery(useApi(), kind))
  const columns: Column<ImportSummary>[] = [
    {
      key: 'file',
      header: t('history.file'),
      primary: true,
      render: (one) => (
        <LinkAnchor to={importPages[kind].one} params={{ importId: one.id }} size="sm" fw={600}>
          <bdi>{one.file_name}</bdi>
        </LinkAnchor>
      ),
    },
    { key: 'status', header: t('history.status'), render: (one) => <ImportBadge status={one.status} /> },
    { key: 'rows', header: t('history.rows'), align: 'end', render: (one) => number(one.rows_total ?? 0) },
    { key: 'new', header: t('counts.creates'), align: 'end', render: (one) => number(one.creates) },
    ...(kind === 'products'
      ? [
          {
            key: 'changed',
            header: t('counts.updates'),
            align: 'end' as const,
            render: (one: ImportSummary) => number(one.updates),
          },
        ]
      : []),
    { key: 'when', header: t('history.when'), render: (one) => <DateTime value={one.created_at} /> },
  ]
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h5">
        {t('history.title')}
      </Title>
      <Paper>
        <DataTable
          label={t('history.title')}
          columns={columns}
          rows={imports.data}
          rowKey={(one) => one.id}
          error={imports.error}
          onRetry={() => void imports.refetch()}
          empty={
            <EmptyState
              title={t('history.emptyTitle')}
              text={kind === 'products' ? t('history.emptyText') : t('orders.emptyText')}
            />
          }
        />
      </Paper>
    </Stack>
  )
}
