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
import { applyImport, discardImport, importQuery, isBusy, type ProductImport } from './api.ts'
import { ColumnMapping } from './ColumnMapping.tsx'
import { Findings } from './Findings.tsx'
import { useFieldLabel } from './field-label.ts'
import { ImportBadge } from './ImportBadge.tsx'
import classes from './Imports.module.css'
import { PreviewTable } from './PreviewTable.tsx'

export function ImportPage() {
  const { t } = useTranslation('imports')
  const { importId } = useParams({ from: '/app/products/import/$importId' })
  const errorText = useErrorText()
  const found = useQuery(importQuery(useApi(), importId))
  const back = (
    <LinkAnchor to="/products/import" size="sm">
      {t('back')}
    </LinkAnchor>
  )
  if (!found.data) {
    return (
      <>
        <PageHeader title={t('title')} back={back} />
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

function Run({ run }: { run: ProductImport }) {
  useRefreshWhenDone(run)
  const open = run.status === 'ready' || run.status === 'invalid'
  return (
    <Stack gap="lg">
      {isBusy(run.status) && <RunProgress run={run} />}
      <Outcome run={run} />
      {run.status !== 'analyzing' && <Counts run={run} />}
      {open && <Decision run={run} />}
      {open && run.columns.length > 0 && <ColumnMapping key={run.status} run={run} />}
      {run.status !== 'analyzing' && <Findings findings={run.findings} />}
      {open && run.preview.length > 0 && <PreviewTable rows={run.preview} />}
    </Stack>
  )
}

/** Everything that shows products is stale once an import has been applied. */
function useRefreshWhenDone({ status }: ProductImport) {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (status !== 'done') return
    for (const name of ['products', 'categories', 'inventory', 'stats', 'first-steps']) {
      void queryClient.invalidateQueries({ queryKey: [name] })
    }
  }, [status, queryClient])
}

function RunProgress({ run }: { run: ProductImport }) {
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

function Outcome({ run }: { run: ProductImport }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  if (run.status === 'done') {
    return (
      <Alert color="harbour" icon={<IconCircleCheck aria-hidden />} title={t('done.title')} role="status">
        <Stack gap="sm" align="flex-start">
          {t('done.text', {
            creates: number(run.creates),
            updates: number(run.updates),
            skips: number(run.skips),
          })}
          <Group gap="xs">
            <LinkButton to="/products" size="xs">
              {t('done.see')}
            </LinkButton>
            <LinkButton to="/products/import" size="xs" variant="default">
              {t('done.again')}
            </LinkButton>
          </Group>
        </Stack>
      </Alert>
    )
  }
  if (run.status !== 'failed' && run.status !== 'invalid') return null
  const missing = run.missing_columns
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t(`${run.status}.title`)} role="alert">
      <Stack gap={4}>
        <span>{t(`${run.status}.text`)}</span>
        {missing.length > 0 && <MissingColumns fields={missing} />}
      </Stack>
    </Alert>
  )
}

function MissingColumns({ fields }: { fields: string[] }) {
  const { t } = useTranslation('imports')
  const { list } = useFormat()
  const fieldLabel = useFieldLabel()
  return <span>{t('columns.missing', { fields: list(fields.map(fieldLabel)) })}</span>
}

function Counts({ run }: { run: ProductImport }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const counts = [
    { label: t('counts.creates'), value: run.creates },
    { label: t('counts.updates'), value: run.updates },
    { label: t('counts.skips'), value: run.skips },
    { label: t('counts.variations'), value: run.variations },
    { label: t('counts.categories'), value: run.categories_new },
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

function Decision({ run }: { run: ProductImport }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const api = useApi()
  const { id } = run
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const toasts = useToasts()
  const [skipInvalid, setSkipInvalid] = useState(false)
  const errors = run.skips > 0

  const apply = useMutation({
    mutationFn: () => applyImport(api, id, skipInvalid),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['imports'] }),
    onError: toasts.failure,
  })
  const discard = useMutation({
    mutationFn: () => discardImport(api, id),
    onSuccess: async () => {
      toasts.success(t('cancel.done'))
      await navigate({ to: '/products/import' })
      queryClient.removeQueries({ queryKey: ['imports', id] })
      await queryClient.invalidateQueries({ queryKey: ['imports'] })
    },
    onError: toasts.failure,
  })

  async function askAndApply() {
    const counts = { creates: number(run.creates), updates: number(run.updates) }
    const question = {
      title: t('apply.title'),
      text: t('apply.text', counts),
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
