import { Badge, Checkbox, Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import type { StoreToken } from '../integrations/api.ts'
import classes from './Admin.module.css'

type Choice = {
  isChosen: (token: StoreToken) => boolean
  onChoose: (token: StoreToken, on: boolean) => void
}

type Status = 'active' | 'expired' | 'inactive'
const tones: Record<Status, StatusTone> = { active: 'success', expired: 'danger', inactive: 'neutral' }

function statusOf(token: StoreToken): Status {
  if (!token.is_active) return 'inactive'
  return token.is_valid_status ? 'active' : 'expired'
}

export function useTokenColumns({ isChosen, onChoose }: Choice): Column<StoreToken>[] {
  const { t } = useTranslation('admin-integrations')
  const { t: shared } = useTranslation('integrations')
  const { number } = useFormat()
  return [
    {
      key: 'select',
      header: t('fields.select'),
      actions: 'menu',
      width: '1%',
      render: (token) => (
        <Checkbox
          aria-label={t('selectOne', { name: token.name })}
          checked={isChosen(token)}
          onChange={(event) => onChoose(token, event.currentTarget.checked)}
        />
      ),
    },
    {
      key: 'name',
      header: shared('fields.name'),
      primary: true,
      render: (token) => (
        <Stack gap={2} align="flex-start" miw={0}>
          <LinkAnchor
            to="/admin/integrations/integrationtoken/$tokenId/change"
            params={{ tokenId: token.id }}
            size="sm"
            fw={600}
          >
            <bdi>{token.name}</bdi>
          </LinkAnchor>
          <Code dir="ltr" fw={400}>
            {token.token_preview}
          </Code>
        </Stack>
      ),
    },
    {
      key: 'owner',
      header: t('fields.owner'),
      render: ({ user_email: email }) => <bdi dir="ltr">{email}</bdi>,
    },
    {
      key: 'type',
      header: shared('fields.type'),
      render: ({ integration_type: type }) => (
        <Badge variant="default" tt="none" fw={500}>
          {shared(`type.${type}`)}
        </Badge>
      ),
    },
    {
      key: 'status',
      header: t('fields.status'),
      render: (token) => {
        const status = statusOf(token)
        return <StatusBadge tone={tones[status]} label={t(`status.${status}`)} />
      },
    },
    { key: 'uses', header: t('fields.uses'), align: 'end', render: (token) => number(token.usage_count) },
    {
      key: 'used',
      header: shared('fields.lastUsed'),
      render: ({ last_used_at: used }) => <LastUse used={used} />,
    },
    {
      key: 'created',
      header: shared('fields.created'),
      render: ({ created_at: created }) => <DateTime value={created} />,
    },
  ]
}

const longAgoMs = 30 * 86_400_000

function LastUse({ used }: { used: string | null }) {
  const { t } = useTranslation('admin-integrations')
  if (used === null) {
    return (
      <Text span inherit c="dimmed">
        {t('never')}
      </Text>
    )
  }
  return (
    <span className={classes.lastUse} data-long-ago={Date.now() - Date.parse(used) > longAgoMs || undefined}>
      <DateTime value={used} show="relative" />
    </span>
  )
}
