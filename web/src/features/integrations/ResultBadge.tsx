import { useTranslation } from 'react-i18next'
import { StatusBadge } from '../../ui/StatusBadge.tsx'

export function ResultBadge({ success }: { success: boolean }) {
  const { t } = useTranslation('integrations')
  return (
    <StatusBadge
      tone={success ? 'success' : 'danger'}
      label={success ? t('events.result.success') : t('events.result.failure')}
    />
  )
}
