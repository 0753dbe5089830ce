import {
  Button,
  Group,
  Paper,
  Progress,
  Skeleton,
  Stack,
  Text,
  ThemeIcon,
  Title,
  VisuallyHidden,
} from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Api, Envelope } from '../../app/api.ts'
import { type Permission, usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { LinkButton } from '../../ui/links.tsx'
import classes from './FirstSteps.module.css'

type StepKey = 'verify_email' | 'add_product' | 'import_catalogue' | 'place_order' | 'complete_profile'
type Step = { key: StepKey; done: boolean }

/** What a role needs before a step is its own to do. */
const needs: Partial<Record<StepKey, Permission>> = {
  add_product: 'products:write',
  import_catalogue: 'products:write',
  place_order: 'orders:write',
}

const destinations: Record<Exclude<StepKey, 'verify_email'>, string> = {
  add_product: '/products/new',
  import_catalogue: '/products/import',
  place_order: '/orders/new',
  complete_profile: '/settings',
}

async function readSteps(api: Api): Promise<Step[]> {
  const { data } = await api.request<Envelope<{ steps: Step[] }>>('GET', '/api/v1/workspace/first-steps/')
  return data.steps
}

/** What a new seller does first; ticks itself from the server's facts and disappears when all is done. */
export function FirstSteps() {
  const { t } = useTranslation()
  const { number } = useFormat()
  const api = useApi()
  const { can } = usePermissions()
  const { data: all, isPending } = useQuery({ queryKey: ['first-steps'], queryFn: () => readSteps(api) })
  const steps = all?.filter(({ key }) => can(needs[key] ?? 'products:read'))

  if (isPending) return <Skeleton height={260} radius="lg" />
  const done = steps?.filter((step) => step.done).length ?? 0
  if (!steps || done === steps.length) return null

  return (
    <Paper component="section" p="lg" className={classes.card} aria-labelledby="first-steps">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="first-steps">
          {t('firstSteps.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('firstSteps.progress', { done: number(done), total: number(steps.length) })}
        </Text>
      </Group>
      <Progress value={(done / steps.length) * 100} size="sm" mb="md" aria-label={t('firstSteps.title')} />
      <ul className={classes.steps}>
        {steps.map((step) => (
          <StepLine key={step.key} step={step} />
        ))}
      </ul>
    </Paper>
  )
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation()
  return (
    <li className={classes.step} data-done={step.done || undefined}>
      <ThemeIcon radius="xl" size={30} variant={step.done ? 'filled' : 'default'}>
        {step.done && <IconCheck size={18} aria-hidden />}
      </ThemeIcon>
      <Stack gap={0} className={classes.text}>
        <Text fw={600} className={classes.title}>
          {t(`firstSteps.${step.key}.title`)}
          <VisuallyHidden> – {step.done ? t('firstSteps.done') : t('firstSteps.open')}</VisuallyHidden>
        </Text>
        <Text size="sm" c="dimmed">
          {t(`firstSteps.${step.key}.text`)}
        </Text>
      </Stack>
      {!step.done && (step.key === 'verify_email' ? <ResendButton /> : <StepLink step={step.key} />)}
    </li>
  )
}

function StepLink({ step }: { step: Exclude<StepKey, 'verify_email'> }) {
  const { t } = useTranslation()
  const { can } = usePermissions()
  return (
    <Group gap="xs">
      {step === 'import_catalogue' && can('integrations:manage') && (
        <LinkButton to="/settings/integrations/store" variant="subtle" size="xs">
          {t('firstSteps.import_catalogue.connect')}
        </LinkButton>
      )}
      <LinkButton to={destinations[step]} variant="light" size="xs">
        {t(`firstSteps.${step}.action`)}
      </LinkButton>
    </Group>
  )
}

function ResendButton() {
  const { t } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const resend = useMutation({
    mutationFn: () => api.request('POST', '/api/v1/auth/email/resend/'),
    onSuccess: () => toasts.success(t('firstSteps.verify_email.sent')),
    onError: toasts.failure,
  })
  return (
    <Button
      variant="light"
      size="xs"
      loading={resend.isPending}
      disabled={resend.isSuccess}
      onClick={() => resend.mutate()}
    >
      {t('firstSteps.verify_email.action')}
    </Button>
  )
}
