import {
  Alert,
  Button,
  Group,
  Paper,
  Progress,
  SimpleGrid,
  Skeleton,
  Stack,
  Switch,
  Text,
} from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { applyImport, discardImport, type ImportRun, importQuery, isBusy } from './api.ts'
import { ColumnMapping } from './ColumnMapping.tsx'
import { Findings } from './Findings.tsx'
import { useFieldLabel } from './field-label.ts'
import { ImportBadge } from './ImportBadge.tsx'
import classes from './Imports.module.css'
import { type ImportKind, importPages, staleQueries } from './kinds.ts'
import { OrderPreviewTable } from './OrderPreviewTable.tsx'
import { PreviewTable } from './PreviewTable.tsx'

export function ImportPage() {
  const { importId } = useParams({ from: '/app/products/import/$importId' })
  return <Import kind="products" id={importId} />
}

export function OrderImportPage() {
  const { importId } = useParams({ from: '/app/orders/import/$importId' })
  return <Import kind="orders" id={importId} />
}

function Import({ kind, id }: { kind: ImportKind; id: string }) {
  const { t } = useTranslation('imports')
  const errorText = useErrorText()
  const found = useQuery(importQuery(useApi(), kind, id))
  const back = (
    <LinkAnchor to={importPages[kind].list} size="sm">
      {t('back')}
    </LinkAnchor>
  )
  if (!found.data) {
    return (
      <>
        <PageHeader title={kind === 'products' ? t('title') : t('orders.title')} back={back} />
        {found.isError ? (
          <ErrorState text={errorText(found.error)} onRetry={() => void found.refetch()} />
        ) : (
          <Skeleton height={240} radius="lg" />
        )}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={found.data.file_name}
        back={back}
        description={<ImportBadge status={found.data.status} />}
      />
      <Run run={found.data} />
    </>
  )
}

function Run({ run }: { run: ImportRun }) {
  useRefreshWhenDone(run)
  const open = run.status === 'ready' || run.status === 'invalid'
  return (
    <Stack gap="lg">
      {isBusy(run.status) && <RunProgress run={run} />}
      <Outcome run={run} />
      {run.status !== 'analyzing' && <Counts run={run} />}
      {open && <Decision run={run} />}
      {open && run.kind === 'products' && run.columns.length > 0 && (
        <ColumnMapping key={run.status} run={run} />
      )}
      {run.status !== 'analyzing' && <Findings findings={run.findings} />}
      {open && run.preview.length > 0 && <Preview run={run} />}
    </Stack>
  )
}

function Preview({ run }: { run: ImportRun }) {
  return run.kind === 'products' ? (
    <PreviewTable rows={run.preview} />
  ) : (
    <OrderPreviewTable rows={run.preview} />
  )
}

/** Everything that shows what was imported is stale once an import has been applied. */
function useRefreshWhenDone({ kind, status }: ImportRun) {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (status !== 'done') return
    for (const name of staleQueries[kind]) {
      void queryClient.invalidateQueries({ queryKey: [name] })
    }
  }, [kind, status, queryClient])
}

function RunProgress({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const total = run.rows_total ?? 0
  const applying = run.status === 'applying'
  const text = applying
    ? t('progress.applying', { done: number(run.rows_done), total: number(total) })
    : t('progress.analyzing', { done: number(run.rows_done) })
  const share = total > 0 ? Math.min(100, (run.rows_done / total) * 100) : 100
  return (
    <Paper p="md" className={classes.card}>
      <Text mb="xs" aria-live="polite">
        {text}
      </Text>
      <Progress value={share} animated size="lg" aria-label={text} />
    </Paper>
  )
}

function Outcome({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports')
  const fieldLabel = useFieldLabel()
  if (run.status === 'done') return <Done run={run} />
  if (run.status !== 'failed' && run.status !== 'invalid') return null
  const missing = run.missing_columns
  const plain = (field: string) => field
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t(`${run.status}.title`)} role="alert">
      <Stack gap={4}>
        <span>
          {run.kind === 'orders' && run.status === 'invalid'
            ? t('orders.invalidText')
            : t(`${run.status}.text`)}
        </span>
        {missing.length > 0 && (
          <MissingColumns fields={missing.map(run.kind === 'products' ? fieldLabel : plain)} />
        )}
      </Stack>
    </Alert>
  )
}

function Done({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const [creates, skips] = [number(run.creates), number(run.skips)]
  return (
    <Alert
      color="harbour"
      icon={<IconCircleCheck aria-hidden />}
      title={run.kind === 'products' ? t('done.title') : t('orders.done')}
      role="status"
    >
      <Stack gap="sm" align="flex-start">
        {run.kind === 'products'
          ? t('done.text', { creates, updates: number(run.updates), skips })
          : t('orders.doneText', { creates, unchanged: number(run.unchanged), skips })}
        <Group gap="xs">
          <LinkButton to={importPages[run.kind].result} size="xs">
            {run.kind === 'products' ? t('done.see') : t('orders.see')}
          </LinkButton>
          <LinkButton to={importPages[run.kind].list} size="xs" variant="default">
            {t('done.again')}
          </LinkButton>
        </Group>
      </Stack>
    </Alert>
  )
}

function MissingColumns({ fields }: { fields: string[] }) {
  const { t } = useTranslation('imports')
  const { list } = useFormat()
  return <span>{t('columns.missing', { fields: list(fields) })}</span>
}

function Counts({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const counts = [
    { label: t('counts.creates'), value: run.creates },
    ...(run.kind === 'products'
      ? [
          { label: t('counts.updates'), value: run.updates },
          { label: t('counts.skips'), value: run.skips },
          { label: t('counts.variations'), value: run.variations },
          { label: t('counts.categories'), value: run.categories_new },
        ]
      : [
          { label: t('counts.unchanged'), value: run.unchanged },
          { label: t('counts.skips'), value: run.skips },
          { label: t('counts.customers'), value: run.customers_new },
          { label: t('counts.unknownProducts'), value: run.products_unknown },
        ]),
    { label: t('counts.errors'), value: run.errors_count },
    { label: t('counts.warnings'), value: run.warnings_count },
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} spacing="sm">
      {counts.map(({ label, value }) => (
        <Paper key={label} p="sm" className={classes.card}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fw={650} size="lg">
            {number(value)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}

function Decision({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const api = useApi()
  const { id, kind } = run
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const toasts = useToasts()
  const [skipInvalid, setSkipInvalid] = useState(false)
  const errors = run.skips > 0

  const apply = useMutation({
    mutationFn: () => applyImport(api, kind, id, skipInvalid),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['imports'] }),
    onError: toasts.failure,
  })
  const discard = useMutation({
    mutationFn: () => discardImport(api, kind, id),
    onSuccess: async () => {
      toasts.success(t('cancel.done'))
      await navigate({ to: importPages[kind].list })
      queryClient.removeQueries({ queryKey: ['imports', kind, id] })
      await queryClient.invalidateQueries({ queryKey: ['imports'] })
    },
    onError: toasts.failure,
  })

  async function askAndApply() {
    const creates = number(run.creates)
    const question = {
      title: t('apply.title'),
      text:
        run.kind === 'products'
          ? t('apply.text', { creates, updates: number(run.updates) })
          : t('orders.apply', { creates, unchanged: number(run.unchanged) }),
      confirmLabel: t('apply.confirm'),
    }
    if (await confirm(question)) apply.mutate()
  }

  async function askAndDiscard() {
    const question = {
      title: t('cancel.title'),
      text: t('cancel.text'),
      confirmLabel: t('cancel.confirm'),
      danger: true,
    }
    if (await confirm(question)) discard.mutate()
  }

  return (
    <Group gap="sm">
      <Button
        loading={apply.isPending}
        disabled={run.status !== 'ready' || (errors && !skipInvalid)}
        onClick={() => void askAndApply()}
      >
        {t('apply.button')}
      </Button>
      <Button variant="default" loading={discard.isPending} onClick={() => void askAndDiscard()}>
        {t('cancel.button')}
      </Button>
      {errors && (
        <Switch
          label={t('apply.skipInvalid')}
          checked={skipInvalid}
          onChange={(event) => setSkipInvalid(event.currentTarget.checked)}
        />
      )}
    </Group>
  )
}
