import { useTranslation } from 'react-i18next'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import type { ChannelAccount } from './api.ts'

export const accountStatuses = ['connected', 'disconnected', 'expired', 'error'] as const
type AccountStatusName = (typeof accountStatuses)[number]

const tones: Record<AccountStatusName, StatusTone> = {
  connected: 'success',
  disconnected: 'neutral',
  expired: 'waiting',
  error: 'danger',
}

/** How an account stands, in colour and in words. */
export function AccountStatus({ account }: { account: Pick<ChannelAccount, 'status'> }) {
  const { t } = useTranslation('channels')
  const status = accountStatuses.find((known) => known === account.status) ?? 'error'
  return <StatusBadge tone={tones[status]} label={t(`status.${status}`)} />
}
