import { Badge, Button, Code, Collapse, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconChevronDown, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { deleteToken, type FreshToken, regenerateToken, type StoreToken } from './api.ts'
import { Copyable } from './Copyable.tsx'
import { Fact } from './Fact.tsx'
import classes from './Store.module.css'
import { SyncStatusPanel } from './SyncStatusPanel.tsx'
import { useTokenQuestion } from './useTokenQuestion.ts'
import { ValidityBadge } from './ValidityBadge.tsx'

type TokenCardProps = {
  token: StoreToken
  onEdit: () => void
  onRegenerated: (token: FreshToken) => void
}

/** Everything about one token that is no secret, and what can be done with it. */
export function TokenCard({ token, onEdit, onRegenerated }: TokenCardProps) {
  const { t } = useTranslation('integrations')
  const [open, status] = useDisclosure(false)
  const id = useId()
  const me = useUser().email
  const naming = (action: string) => t('actions.of', { action, name: token.name })
  return (
    <Paper
      component="article"
      className={classes.tokenCard}
      data-valid={token.is_valid_status}
      aria-labelledby={`${id}-name`}
    >
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Stack gap={0} flex="1 1 10rem" miw={0}>
            <Title order={3} size="h5" id={`${id}-name`}>
              <bdi>{token.name}</bdi>
            </Title>
            {token.user_email !== me && (
              <Text size="xs" c="dimmed">
                <bdi dir="ltr">{token.user_email}</bdi>
              </Text>
            )}
          </Stack>
          <Group gap={6}>
            <Badge variant="default" tt="none" fw={500}>
              {t(`type.${token.integration_type}`)}
            </Badge>
            <ValidityBadge valid={token.is_valid_status} />
          </Group>
        </Group>
        {!token.is_valid_status && (
          <Text size="sm" c="var(--mantine-color-error)" className={classes.warning}>
            <IconAlertTriangle size={18} aria-hidden />
            {t('warning')}
          </Text>
        )}
        <Copyable bare label={t('fields.preview')} text={token.token_preview} testId="preview" />
        <TokenFacts token={token} />
        {token.webhook_url && <Copyable label={t('fields.webhook')} text={token.webhook_url} />}
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            aria-label={naming(t('actions.status'))}
            aria-expanded={open}
            aria-controls={`${id}-status`}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            onClick={status.toggle}
          >
            {t('actions.status')}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={naming(t('actions.edit'))}
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={onEdit}
          >
            {t('actions.edit')}
          </Button>
          <TokenActions token={token} onRegenerated={onRegenerated} />
        </Group>
        <Collapse expanded={open} id={`${id}-status`}>
          {open && <SyncStatusPanel token={token} />}
        </Collapse>
      </Stack>
    </Paper>
  )
}

function TokenFacts({ token }: { token: StoreToken }) {
  const { t } = useTranslation('integrations')
  return (
    <>
      <dl className={classes.stats}>
        <Fact label={t('fields.uses')}>{t('usesCount', { count: token.usage_count })}</Fact>
        {token.last_used_at && (
          <Fact label={t('fields.lastUsed')}>
            <DateTime value={token.last_used_at} show="relative" />
          </Fact>
        )}
        <Fact label={t('fields.created')}>
          <DateTime value={token.created_at} show="longDateTime" />
        </Fact>
        {token.expires_at && (
          <Fact label={t('fields.expires')}>
            <DateTime value={token.expires_at} show="longDateTime" />
          </Fact>
        )}
      </dl>
      {token.allowed_ips.length > 0 && (
        <Stack gap={4}>
          <Text size="xs" c="dimmed">
            {t('allowedIps')}
          </Text>
          <Group gap={6}>
            {token.allowed_ips.map((address) => (
              <Code key={address} dir="ltr">
                {address}
              </Code>
            ))}
          </Group>
        </Stack>
      )}
    </>
  )
}

function TokenActions({ token, onRegenerated }: Omit<TokenCardProps, 'onEdit'>) {
  const { t } = useTranslation('integrations')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const isMeant = useTokenQuestion()
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['integrations', 'tokens'] })

  const regenerate = useMutation({
    // The answer goes to the dialog that shows it and into no cache.
    mutationFn: async () => onRegenerated(await regenerateToken(api, token.id)),
    onError: toasts.failure,
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => deleteToken(api, token.id),
    onSuccess: () => toasts.success(t('done.delete', { name: token.name })),
    onError: toasts.failure,
    onSettled: refresh,
  })

  async function ask(action: 'regenerate' | 'delete') {
    if (!(await isMeant(action, token))) return
    if (action === 'regenerate') regenerate.mutate()
    else remove.mutate()
  }

  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={t('actions.of', { action: t('actions.regenerate'), name: token.name })}
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={regenerate.isPending}
        onClick={() => void ask('regenerate')}
      >
        {t('actions.regenerate')}
      </Button>
      <Button
        size="xs"
        variant="default"
        c="var(--mantine-color-error)"
        aria-label={t('actions.of', { action: t('actions.delete'), name: token.name })}
        leftSection={<IconTrash size={14} aria-hidden />}
        loading={remove.isPending}
        onClick={() => void ask('delete')}
      >
        {t('actions.delete')}
      </Button>
    </>
  )
}
